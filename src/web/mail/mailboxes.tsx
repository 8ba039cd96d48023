/** The mailboxes: where mail comes from, whether it does, and what happens to that of strangers. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Mailbox, mailboxesQuery, mailKey, probeMailbox, removeMailbox } from "../api/mail.ts";
import { modelQuery } from "../api/queries.ts";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useUndo } from "../kit/undo.tsx";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./mail.module.css";
import { MailboxForm } from "./mailbox-form.tsx";

export function Mailboxes() {
  const { mail: t } = useText();
  const list = useQuery(mailboxesQuery);
  const [writing, setWriting] = useState<Mailbox | "new" | null>(null);
  const items = list.data ?? [];
  return (
    <section className={style.room} aria-labelledby="mail-boxes">
      <div className={style.bar}>
        <h2 id="mail-boxes">{t.boxes.title}</h2>
        {items.length > 0 && (
          <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setWriting("new")}>
            {t.boxes.add}
          </Button>
        )}
      </div>
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data !== undefined && items.length === 0 && (
        <Empty title={t.boxes.empty}>
          <p>{t.boxes.emptyHint}</p>
          <Button mt="sm" onClick={() => setWriting("new")}>
            {t.boxes.addFirst}
          </Button>
        </Empty>
      )}
      {items.length > 0 && (
        <ul className={style.list}>
          {items.map((box) => (
            <li key={box.id}>
              <OneBox box={box} change={() => setWriting(box)} />
            </li>
          ))}
        </ul>
      )}
      {writing !== null && <MailboxForm mailbox={writing === "new" ? null : writing} close={() => setWriting(null)} />}
    </section>
  );
}

/** In a word how it stands, and how good that is. */
function useStanding({ isEnabled, kind, state }: Mailbox): { mood: "good" | "late" | "rest"; said: string } {
  const { text, zoned } = useLanguage();
  const now = useNow();
  const words = text.mail.boxes.state;
  const when = state.since === null ? null : shortInstant(Date.parse(state.since), now, zoned);
  if (!isEnabled) return { mood: "rest", said: words.off };
  if (kind !== "imap") return { mood: "good", said: words.listening };
  if (state.isConnected === null) return { mood: "rest", said: words.waiting };
  if (state.isConnected) return { mood: "good", said: when === null ? words.well : words.wellSince({ when }) };
  return { mood: "late", said: words.broken({ when: when ?? "?" }) };
}

function OneBox({ box, change }: { box: Mailbox; change: () => void }) {
  const { mail: t } = useText();
  const { data: model } = useQuery(modelQuery);
  const { mood, said } = useStanding(box);
  const { address, name, aliases, kind, policy, state } = box;
  const customer =
    policy.fallbackCustomer === null ? "" : (model?.document.customers[policy.fallbackCustomer]?.name ?? policy.fallbackCustomer);
  const strangers = t.boxes.unknown;
  const policyLine = policy.unknownSenders === "fallback" ? strangers.fallback({ customer }) : strangers[policy.unknownSenders];
  return (
    <article className={style.box}>
      <div className={style.boxWords}>
        <h3>{address}</h3>
        <p className={style.standing} data-mood={mood}>
          <span className={style.dot} aria-hidden="true" /> {said}
        </p>
        {state.problem !== null && box.isEnabled && <p className={style.wrong}>{state.problem}</p>}
        <p className="soft">
          {[
            ...(name.toLowerCase() === address ? [] : [name]),
            t.boxes.kind[kind],
            ...(aliases.length > 0 ? [t.boxes.aliases({ addresses: aliases.join(", ") })] : []),
            policyLine,
          ].join(" · ")}
        </p>
      </div>
      <BoxActs box={box} change={change} />
    </article>
  );
}

function BoxActs({ box, change }: { box: Mailbox; change: () => void }) {
  const { mail: t } = useText();
  const client = useQueryClient();
  const { hold } = useUndo();
  const [isHeld, setHeld] = useState(false);
  const probing = useMutation({ mutationFn: () => probeMailbox(box.id) });
  const remove = () => {
    setHeld(true);
    hold({
      label: t.boxes.removed({ address: box.address }),
      commit: async () => {
        await removeMailbox(box.id);
        await client.invalidateQueries({ queryKey: mailKey });
      },
      cancel: () => setHeld(false),
    });
  };
  const of = <span className="unseen">: {box.address}</span>;
  return (
    <>
      <span className={style.acts}>
        <Button variant="default" size="xs" loading={probing.isPending} onClick={() => probing.mutate()}>
          {t.boxes.test}
          {of}
        </Button>
        <Button variant="default" size="xs" disabled={isHeld} onClick={change}>
          {t.boxes.change}
          {of}
        </Button>
        <Button variant="default" size="xs" disabled={isHeld} onClick={remove}>
          {t.boxes.remove}
          {of}
        </Button>
      </span>
      <div className={style.probe} aria-live="polite">
        {probing.isPending && <p className="soft">{t.boxes.testing}</p>}
        {probing.data !== undefined && !probing.isPending && <ProbeLine {...probing.data} />}
        <ProblemNote error={probing.error} />
      </div>
    </>
  );
}

function ProbeLine({
  isWell,
  said,
  messages,
  hasIdle,
}: {
  isWell: boolean;
  said: string | null;
  messages: number | null;
  hasIdle: boolean | null;
}) {
  const { boxes: t } = useText().mail;
  if (!isWell) return <p className={style.wrong}>{t.broken({ said: said ?? "" })}</p>;
  if (messages === null) return <p className={style.right}>{t.wellOther}</p>;
  return <p className={style.right}>{hasIdle === false ? t.wellNoIdle({ messages }) : t.well({ messages })}</p>;
}
