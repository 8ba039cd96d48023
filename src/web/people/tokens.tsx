/** Tokens of programs: made, looked over, revoked. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { customerPermissions, type Permission, permissions } from "#core/access/access.ts";
import { modelQuery } from "../api/queries.ts";
import { createToken, revokeToken, type Token, tokensQuery } from "../api/tokens.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { Table } from "../kit/table.tsx";
import { instantOfWall, shortInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import { Once } from "./once.tsx";
import style from "./people.module.css";
import { PermissionTicks } from "./permission-ticks.tsx";

export function Tokens() {
  const { people: t } = useText();
  const tokens = useQuery(tokensQuery);
  const [isAdding, setAdding] = useState(false);
  const [revoked, setRevoked] = useState<Token | null>(null);
  if (tokens.isPending) return <Loading />;
  if (tokens.isError) return <Failure error={tokens.error} retry={() => void tokens.refetch()} />;
  return (
    <>
      <div className={style.headLine}>
        <p className="soft">{t.tokens.lead}</p>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
          {t.tokens.add}
        </Button>
      </div>
      {tokens.data.length === 0 ? <Empty title={t.tokens.none} /> : <Rows tokens={tokens.data} revoke={setRevoked} />}
      {isAdding && <NewToken close={() => setAdding(false)} />}
      {revoked !== null && <Revocation token={revoked} close={() => setRevoked(null)} />}
    </>
  );
}

function Rows({ tokens, revoke }: { tokens: readonly Token[]; revoke: (token: Token) => void }) {
  const { text, code, zoned } = useLanguage();
  const t = text.people.tokens;
  const now = useNow();
  const { data: model } = useQuery(modelQuery);
  const told = (at: string) => shortInstant(Date.parse(at), now, zoned);
  const end = ({ revokedAt, expiresAt }: Token): string => {
    if (revokedAt !== null) return t.revoked({ at: told(revokedAt) });
    if (expiresAt === null) return t.always;
    return Date.parse(expiresAt) <= now ? t.expired({ at: told(expiresAt) }) : told(expiresAt);
  };
  const customerName = (id: string) => textOf(model?.document.customers[id]?.name ?? id, code);
  return (
    <Table caption={t.caption} head={[t.name, t.scopes, t.customer, t.lastUsed, t.until, text.people.list.acts]}>
      {tokens.map((token) => (
        <tr key={token.id} data-quiet={token.revokedAt !== null || undefined}>
          <td>{token.name}</td>
          <td className={style.wide}>{token.scopes.join(", ")}</td>
          <td>{token.customerId === null ? t.everyone : customerName(token.customerId)}</td>
          <td>{token.lastUsedAt === null ? t.never : told(token.lastUsedAt)}</td>
          <td>{end(token)}</td>
          <td className={style.act}>
            {token.revokedAt === null && (
              <Button variant="default" size="xs" onClick={() => revoke(token)} aria-label={t.revokeOf({ name: token.name })}>
                {t.revoke}
              </Button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function NewToken({ close }: { close: () => void }) {
  const { people: t } = useText();
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  return (
    <Dialog
      close={close}
      isWide
      title={made === null ? t.tokens.addTitle : t.tokens.secretTitle({ name: made.name })}
      isKept={made !== null}
    >
      {made === null ? (
        <TokenForm done={setMade} />
      ) : (
        <Once lead={t.tokens.secretLead} label={t.tokens.secret} copyLabel={t.tokens.copy} secret={made.secret} done={close} />
      )}
    </Dialog>
  );
}

function TokenForm({ done }: { done: (made: { name: string; secret: string }) => void }) {
  const { text, code, zone } = useLanguage();
  const t = text.people.tokens;
  const client = useQueryClient();
  const { data: model } = useQuery(modelQuery);
  const [name, setName] = useState("");
  const [customerId, setCustomer] = useState("");
  const [day, setDay] = useState("");
  const [chosen, setChosen] = useState<Permission[]>([]);
  const possible = customerId === "" ? permissions : permissions.filter((each) => customerPermissions.includes(each));
  const scopes = chosen.filter((each) => possible.includes(each));
  const making = useMutation({
    mutationFn: () => {
      const until = day === "" ? null : instantOfWall(`${day}T00:00`, zone);
      const expiresAt = until === null ? null : new Date(until).toISOString();
      return createToken({ name: name.trim(), scopes, customerId: customerId === "" ? null : customerId, expiresAt });
    },
    onSuccess: ({ secret }) => {
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey });
      done({ name: name.trim(), secret: secret ?? "" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && scopes.length > 0) making.mutate();
  };
  const customers = Object.entries(model?.document.customers ?? {}).map(([value, each]) => ({ value, label: textOf(each.name, code) }));
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <div className={style.pair}>
        <TextInput
          label={t.name}
          description={t.nameHint}
          data-autofocus
          maxLength={63}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t.expires}
          description={t.expiresHint}
          type="date"
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <NativeSelect
          label={t.customer}
          description={"\u00a0"}
          value={customerId}
          data={[{ value: "", label: t.everyone }, ...customers]}
          onChange={(event) => setCustomer(event.currentTarget.value)}
        />
      </div>
      <PermissionTicks label={t.scopes} possible={possible} chosen={scopes} choose={setChosen} />
      <ProblemNote error={making.error} />
      <Button type="submit" loading={making.isPending} disabled={name.trim() === "" || scopes.length === 0}>
        {t.create}
      </Button>
    </form>
  );
}

function Revocation({ token, close }: { token: Token; close: () => void }) {
  const { people: t } = useText();
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey });
      say({ label: t.tokens.revokedNow({ name: token.name }) });
      close();
    },
  });
  return (
    <Dialog close={close} title={t.tokens.revokeTitle({ name: token.name })}>
      <div className={style.form}>
        <p>{t.tokens.revokeLead}</p>
        <ProblemNote error={revoking.error} />
        <Button color="alarm" loading={revoking.isPending} onClick={() => revoking.mutate()}>
          {t.tokens.revoke}
        </Button>
      </div>
    </Dialog>
  );
}
