/** My passkeys: added, renamed, removed. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Account, accountQuery, addPasskey, type Passkey, removePasskey, renamePasskey } from "../api/account.ts";
import { canUsePasskeys, isCancelled, isHeldAlready } from "../api/passkey.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./account.module.css";
import { Section } from "./section.tsx";

type Opened = { act: "add" } | { act: "rename" | "remove"; passkey: Passkey } | null;

export function Passkeys({ account }: { account: Account }) {
  const { account: t } = useText();
  const client = useQueryClient();
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => {
    setOpened(null);
    void client.invalidateQueries({ queryKey: accountQuery.queryKey });
  };
  const isSupported = canUsePasskeys();
  return (
    <Section title={t.passkey.title} lead={t.passkey.lead}>
      {account.passkeys.length === 0 ? (
        <p className="soft">{t.passkey.none}</p>
      ) : (
        <ul className={style.list}>
          {account.passkeys.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} open={(act) => setOpened({ act, passkey })} />
          ))}
        </ul>
      )}
      {account.canHavePasskeys && isSupported && (
        <Button variant="default" leftSection={<Icon name="key" size={16} />} onClick={() => setOpened({ act: "add" })}>
          {t.passkey.add}
        </Button>
      )}
      {!account.canHavePasskeys && <p className="soft">{t.passkey.unusable}</p>}
      {account.canHavePasskeys && !isSupported && <p className="soft">{t.passkey.unsupported}</p>}
      {opened?.act === "add" && (
        <NameModal title={t.passkey.addTitle} submit={t.passkey.go} close={close} act={addPasskey} done={t.passkey.added} />
      )}
      {opened?.act === "rename" && (
        <NameModal
          title={t.rename}
          submit={t.save}
          before={opened.passkey.name}
          close={close}
          act={(name) => renamePasskey(opened.passkey.id, name)}
          done={t.saved}
        />
      )}
      {opened?.act === "remove" && <Removal passkey={opened.passkey} close={close} />}
    </Section>
  );
}

function Row({ passkey, open }: { passkey: Passkey; open: (act: "rename" | "remove") => void }) {
  const { text, zoned } = useLanguage();
  const t = text.account;
  const now = useNow();
  const told = (at: string) => shortInstant(Date.parse(at), now, zoned);
  const { name, createdAt, usedAt, isSynced } = passkey;
  const facts = [
    ...(createdAt === null ? [] : [t.passkey.madeAt({ at: told(createdAt) })]),
    usedAt === null ? t.passkey.neverUsed : t.passkey.usedAt({ at: told(usedAt) }),
    ...(isSynced ? [t.passkey.synced] : []),
  ];
  return (
    <li>
      <Icon name="key" />
      <div className={style.what}>
        <strong>{name}</strong>
        <p>{facts.join(" · ")}</p>
      </div>
      <Button variant="default" size="xs" onClick={() => open("rename")} aria-label={`${t.rename}: ${name}`}>
        {t.rename}
      </Button>
      <Button variant="default" size="xs" onClick={() => open("remove")} aria-label={`${t.remove}: ${name}`}>
        {t.remove}
      </Button>
    </li>
  );
}

type NameProps = {
  title: string;
  submit: string;
  before?: string;
  done: string;
  act: (name: string) => Promise<unknown>;
  close: () => void;
};

function NameModal({ title, submit, before = "", done, act, close }: NameProps) {
  const { account: t } = useText();
  const [name, setName] = useState(before);
  const acting = useMutation({
    mutationFn: act,
    onSuccess: () => {
      say({ label: done });
      close();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") acting.mutate(name.trim());
  };
  return (
    <Dialog close={close} title={title}>
      <form className={style.form} onSubmit={send} noValidate>
        <TextInput
          label={t.passkey.name}
          description={t.passkey.nameHint}
          data-autofocus
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {isHeldAlready(acting.error) ? (
          <p role="alert">{t.passkey.held}</p>
        ) : (
          <ProblemNote error={isCancelled(acting.error) ? null : acting.error} />
        )}
        <Button type="submit" loading={acting.isPending} disabled={name.trim() === ""}>
          {submit}
        </Button>
      </form>
    </Dialog>
  );
}

function Removal({ passkey, close }: { passkey: Passkey; close: () => void }) {
  const { account: t } = useText();
  const removing = useMutation({
    mutationFn: () => removePasskey(passkey.id),
    onSuccess: () => {
      say({ label: t.passkey.removed });
      close();
    },
  });
  return (
    <Dialog close={close} title={t.passkey.removeTitle({ name: passkey.name })}>
      <div className={style.form}>
        <p>{t.passkey.removeLead}</p>
        <ProblemNote error={removing.error} />
        <Button color="alarm" loading={removing.isPending} onClick={() => removing.mutate()}>
          {t.remove}
        </Button>
      </div>
    </Dialog>
  );
}
