/** What must not be forgotten: ticked by whoever did it, shared by all, with who and when. */
import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Room, removeItem, tickItem } from "../api/incident.ts";
import { Icon } from "../kit/icon.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import { useRoomAct, useRoomChange } from "./act.ts";
import style from "./checklist.module.css";
import people from "./people.module.css";

type Change = { item: string; isDone: boolean } | { item: string; isRemoved: true };

export function Checklist({ room, now }: { room: Room; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.checklist;
  const mayChange = room.mayWrite && !room.isOver;
  const changing = useRoomChange(room.ticketId, (change: Change) =>
    "isRemoved" in change ? removeItem(room.ticketId, change.item) : tickItem(room.ticketId, change.item, change.isDone),
  );
  const pending = changing.isPending ? changing.variables : null;
  const isDone = (item: Room["checklist"][number]): boolean =>
    pending !== null && "isDone" in pending && pending.item === item.id ? pending.isDone : item.doneAt !== null;
  const done = room.checklist.filter(isDone).length;
  return (
    <section className={people.part} aria-labelledby="checklist">
      <header className={people.head}>
        <h2 id="checklist">{t.title}</h2>
        {room.checklist.length > 0 && <span className="soft">{t.done({ done, all: room.checklist.length })}</span>}
      </header>
      {room.checklist.length === 0 && <p className="soft">{t.none}</p>}
      <ul className={style.list}>
        {room.checklist.map((item) => (
          <li key={item.id} className={style.item} data-done={isDone(item)}>
            <Checkbox
              label={item.text}
              description={
                item.doneAt === null || !isDone(item)
                  ? undefined
                  : t.by({ who: item.doneByName ?? "", when: shortInstant(Date.parse(item.doneAt), now, zoned) })
              }
              checked={isDone(item)}
              disabled={!mayChange}
              onChange={(event) => changing.mutate({ item: item.id, isDone: event.currentTarget.checked })}
            />
            {mayChange && !item.isFromModel && (
              <button
                type="button"
                className={people.pen}
                aria-label={t.remove({ item: item.text })}
                onClick={() => changing.mutate({ item: item.id, isRemoved: true })}
              >
                <Icon name="cross" size={12} />
              </button>
            )}
          </li>
        ))}
      </ul>
      <ProblemNote error={changing.error} />
      {mayChange && <Add ticketId={room.ticketId} />}
    </section>
  );
}

function Add({ ticketId }: { ticketId: number }) {
  const t = useLanguage().text.incident.checklist;
  const [words, setWords] = useState("");
  const adding = useRoomAct(ticketId, () => setWords(""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const written = words.trim();
    if (written !== "" && !adding.isPending) adding.mutate({ name: "checklist", body: { text: written } });
  };
  return (
    <form className={style.add} onSubmit={submit}>
      <TextInput
        size="xs"
        aria-label={t.add}
        placeholder={t.add}
        value={words}
        maxLength={200}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Button size="xs" variant="default" type="submit" disabled={words.trim() === ""} loading={adding.isPending}>
        {t.addButton}
      </Button>
      <ProblemNote error={adding.error} />
    </form>
  );
}
