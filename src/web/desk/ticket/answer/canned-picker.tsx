/** Canned replies: found by name or words, filled with what holds for this ticket, put where the caret stood. */
import { Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Filled, fillPlaceholders } from "#core/ticket/placeholder.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { type CannedReply, cannedQuery } from "../../../api/canned.ts";
import { meQuery } from "../../../api/queries.ts";
import { serverNow } from "../../../api/request.ts";
import { Markdown } from "../../../kit/markdown.tsx";
import { Failure, Loading } from "../../../kit/states.tsx";
import { useText } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import { found, textFor } from "./canned.ts";
import style from "./picker.module.css";

type Props = { scene: Scene; close: () => void; pick: (filled: Filled) => void };

export default function CannedPicker({ scene, close, pick }: Props) {
  const { house, ticket } = useText();
  const t = ticket.answer.canned;
  const canned = useQuery(cannedQuery);
  const { data: me } = useQuery(meQuery);
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(0);
  const items = found(canned.data ?? [], words, scene.ticket.team);
  const at = Math.min(chosen, Math.max(0, items.length - 1));
  const filled = items[at] === undefined ? null : fill(items[at], scene, me?.name ?? "");
  const choose = (reply: CannedReply) => {
    pick(fill(reply, scene, me?.name ?? ""));
    close();
  };
  return (
    <Modal opened onClose={close} title={t.title} size="lg" returnFocus={false} closeButtonProps={{ "aria-label": house.form.close }}>
      <div className={style.picker}>
        <TextInput
          data-autofocus
          aria-label={t.filter}
          placeholder={t.filter}
          value={words}
          aria-controls="canned-replies"
          aria-activedescendant={items[at] === undefined ? undefined : `canned-${items[at].id}`}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
            if (step !== 0) {
              event.preventDefault();
              setChosen((at + step + items.length) % Math.max(1, items.length));
            }
            if (event.key === "Enter" && items[at] !== undefined) {
              event.preventDefault();
              choose(items[at]);
            }
          }}
        />
        {canned.isPending && <Loading />}
        {canned.isError && <Failure error={canned.error} retry={() => void canned.refetch()} />}
        {canned.data?.length === 0 && <p className="soft">{t.empty}</p>}
        {canned.data !== undefined && canned.data.length > 0 && items.length === 0 && <p className="soft">{t.none}</p>}
        <Found items={items} at={at} point={setChosen} choose={choose} />
        {filled !== null && (
          <section className={style.preview} aria-label={t.insert}>
            {filled.unknown.length > 0 && (
              <p className={style.unknown}>{t.unknown({ names: filled.unknown.map((name) => `{{${name}}}`).join(", ") })}</p>
            )}
            <Markdown text={filled.text} headings={3} />
          </section>
        )}
      </div>
    </Modal>
  );
}

type FoundProps = { items: readonly CannedReply[]; at: number; point: (index: number) => void; choose: (reply: CannedReply) => void };

function Found({ items, at, point, choose }: FoundProps) {
  const t = useText().ticket.answer.canned;
  return (
    <div id="canned-replies" className={style.list} role="listbox" aria-label={t.title}>
      {items.map((reply, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the filter's own
        <div
          key={reply.id}
          id={`canned-${reply.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          onMouseMove={() => point(index)}
          onClick={() => choose(reply)}
        >
          <strong>{reply.name}</strong>
          {reply.shortcut !== null && <code>/{reply.shortcut}</code>}
          <span className="soft">{reply.isShared ? t.shared : t.own}</span>
        </div>
      ))}
    </div>
  );
}

function fill(reply: CannedReply, scene: Scene, me: string): Filled {
  const { ticket, document, name } = scene;
  const customer = document?.customers[ticket.customerId];
  const spoken =
    ticket.language ??
    (ticket.requester === null ? undefined : customer?.contacts[ticket.requester]?.language) ??
    customer?.language ??
    "en";
  const { text, language } = textFor(reply, spoken);
  return fillPlaceholders(text, {
    ticket: ticket as unknown as Ticket,
    document: document ?? null,
    me: { name: me },
    language,
    now: serverNow() as Instant,
    dueAt: (objective) => {
      const running = ticket.clocks.find((clock) => clock.party === "sla" && clock.objective === objective && clock.dueAt !== null);
      return running?.dueAt == null ? null : (Date.parse(running.dueAt) as Instant);
    },
    requesterName: ticket.requester === null ? null : name.contact(ticket.requester),
  });
}
