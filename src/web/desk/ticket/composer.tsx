/** Writing to the customer, or among ourselves: which of the two is never in doubt. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { request } from "../../api/request.ts";
import type { WireTicket } from "../../api/wire.ts";
import { useKeys } from "../../kit/keys.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import style from "./composer.module.css";
import type { Message } from "./entries.ts";

type Visibility = "public" | "internal";
type Props = { ticket: WireTicket; author: string; setPending: (pending: readonly Message[]) => void };

/** What was begun stays when one looks elsewhere in between, until it is sent. */
const drafts = new Map<string, string>();

export function Composer({ ticket, author, setPending }: Props) {
  const text = useText();
  const { composer, actions } = text.ticket;
  const client = useQueryClient();
  const box = useRef<HTMLTextAreaElement>(null);
  const mayAnswer = ticket.status !== "closed";
  const [chosen, setVisibility] = useState<Visibility>("public");
  const visibility: Visibility = mayAnswer ? chosen : "internal";
  const draftKey = `${ticket.id} ${visibility}`;
  const [said, setSaid] = useState(() => drafts.get(draftKey) ?? "");
  useEffect(() => setSaid(drafts.get(draftKey) ?? ""), [draftKey]);
  const write = (next: string) => {
    drafts.set(draftKey, next);
    setSaid(next);
  };
  const sending = useMutation({
    mutationFn: (order: { visibility: Visibility; text: string; key: string }) =>
      request("POST", `/api/v1/tickets/${ticket.id}/replies`, {
        body: { visibility: order.visibility, text: order.text },
        idempotencyKey: order.key,
      }),
    onMutate: (order) => {
      drafts.delete(`${ticket.id} ${order.visibility}`);
      setSaid("");
      const side = order.visibility === "internal" ? "internal" : "agent";
      setPending([{ kind: "message", key: order.key, at: Date.now(), side, author, text: order.text, isSolution: false }]);
    },
    onError: (_error, order) => {
      drafts.set(`${ticket.id} ${order.visibility}`, order.text);
      setSaid(order.text);
      setPending([]);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["ticket", ticket.id] });
      setPending([]);
      void client.invalidateQueries({ queryKey: ["queue"] });
    },
  });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (said.trim() !== "" && !sending.isPending) sending.mutate({ visibility, text: said, key: crypto.randomUUID() });
  };
  const begin = (as: Visibility) => {
    setVisibility(as);
    requestAnimationFrame(() => box.current?.focus());
  };
  useKeys(text.house.keys.groups.ticket, [
    ...(mayAnswer ? [{ keys: "r", label: actions.reply, run: () => begin("public") }] : []),
    { keys: "n", label: actions.internalNote, run: () => begin("internal") },
  ]);
  return (
    <form className={style.composer} data-visibility={visibility} onSubmit={submit}>
      <div className={style.tabs} role="radiogroup" aria-label={text.ticket.sections.conversation}>
        {(["public", "internal"] as const).map((each) => (
          <label key={each} className={style.tab} data-on={visibility === each}>
            <input
              type="radio"
              name="visibility"
              value={each}
              checked={visibility === each}
              disabled={each === "public" && !mayAnswer}
              onChange={() => begin(each)}
            />
            {each === "public" ? composer.publicTab : composer.internalTab} <kbd>{each === "public" ? "r" : "n"}</kbd>
          </label>
        ))}
        <span className={style.hint}>
          {visibility === "public" ? composer.publicHint : mayAnswer ? composer.internalHint : composer.closed}
        </span>
      </div>
      <textarea
        ref={box}
        className={style.box}
        rows={3}
        value={said}
        aria-label={visibility === "public" ? composer.publicLabel : composer.internalLabel}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <ProblemNote error={sending.error} />
      <div className={style.foot}>
        <span className={style.keys}>
          <kbd>Ctrl</kbd> <kbd>Enter</kbd>
        </span>
        <Button type="submit" disabled={said.trim() === ""} loading={sending.isPending}>
          {visibility === "public" ? composer.send : composer.keep}
        </Button>
      </div>
    </form>
  );
}
