/** Writing to the customer, or among ourselves: which of the two is never in doubt. */
import { Button } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import type { WireTicket } from "../../api/wire.ts";
import { useKeys } from "../../kit/keys.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import style from "./composer.module.css";
import type { Message } from "./entries.ts";
import { useSaying, type Visibility } from "./saying.ts";

type Props = { ticket: WireTicket; author: string; setPending: (pending: readonly Message[]) => void };

export function Composer({ ticket, author, setPending }: Props) {
  const text = useText();
  const { composer, actions } = text.ticket;
  const box = useRef<HTMLTextAreaElement>(null);
  const mayAnswer = ticket.status !== "closed";
  const [chosen, setVisibility] = useState<Visibility>("public");
  const visibility: Visibility = mayAnswer ? chosen : "internal";
  const { said, write, send, isSending, error } = useSaying({ ticketId: ticket.id, visibility, author, setPending });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    send();
  };
  const begin = (as: Visibility) => {
    setVisibility(as);
    // At once: who types on without a pause would otherwise press other keys' actions.
    box.current?.focus();
  };
  useKeys(text.house.keys.groups.ticket, [
    ...(mayAnswer ? [{ keys: "r", label: actions.reply, run: () => begin("public") }] : []),
    { keys: "n", label: actions.internalNote, run: () => begin("internal") },
  ]);
  return (
    <form className={style.composer} data-visibility={visibility} onSubmit={submit}>
      <Tabs visibility={visibility} mayAnswer={mayAnswer} begin={begin} />
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
      <ProblemNote error={error} />
      <div className={style.foot}>
        <span className={style.keys}>
          <kbd>Ctrl</kbd> <kbd>Enter</kbd>
        </span>
        <Button type="submit" disabled={said.trim() === ""} loading={isSending}>
          {visibility === "public" ? composer.send : composer.keep}
        </Button>
      </div>
    </form>
  );
}

function Tabs({ visibility, mayAnswer, begin }: { visibility: Visibility; mayAnswer: boolean; begin: (as: Visibility) => void }) {
  const { composer, sections } = useText().ticket;
  return (
    <div className={style.tabs} role="radiogroup" aria-label={sections.conversation}>
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
  );
}
