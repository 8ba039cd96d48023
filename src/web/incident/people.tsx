/** Roles and who has them, and everybody who can be called, of both sides, each with a number to press. */
import { Button } from "@mantine/core";
import type { PeopleGroup, Room, RoomPerson } from "../api/incident.ts";
import { Icon } from "../kit/icon.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./people.module.css";
import { dialled, roleName } from "./words-of.ts";

const known = ["commander", "communications", "operations", "scribe"] as const;

type RolesProps = { room: Room; give: (role: string | null) => void; take: (role: string) => void };

/** `give(null)`: a role that has no name yet. */
export function Roles({ room, give, take }: RolesProps) {
  const text = useText();
  const t = text.incident.roles;
  const mayChange = room.mayWrite && !room.isOver;
  const own = room.roles.map(({ role }) => role).filter((role) => !(known as readonly string[]).includes(role));
  return (
    <section className={style.part} aria-labelledby="roles">
      <h2 id="roles">{t.title}</h2>
      <ul className={style.list}>
        {[...known, ...own].map((role) => {
          const held = room.roles.find((each) => each.role === role);
          const name = roleName(role, text);
          return (
            <li key={role} className={style.row} data-mine={held?.isMine ?? false}>
              <div className={style.who}>
                <span className="soft">{name}</span>
                {held === undefined ? <em className="soft">{t.nobody}</em> : <strong dir="auto">{held.holderName}</strong>}
              </div>
              <div className={style.ways}>
                {held?.phone != null && <Call name={held.holderName} phone={held.phone} />}
                {mayChange && held === undefined && (
                  <Button size="compact-sm" variant="default" onClick={() => take(role)}>
                    {t.take}
                    <span className="unseen">: {name}</span>
                  </Button>
                )}
                {mayChange && (
                  <button
                    type="button"
                    className={style.pen}
                    aria-label={(held === undefined ? t.give : t.change)({ role: name })}
                    title={(held === undefined ? t.give : t.change)({ role: name })}
                    onClick={() => give(role)}
                  >
                    <Icon name={held === undefined ? "plus" : "pen"} size={14} />
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {mayChange && (
        <button type="button" className={style.word} onClick={() => give(null)}>
          {t.own}
        </button>
      )}
    </section>
  );
}

const groups = ["on-call", "lead", "team", "vendor", "customer"] as const satisfies readonly PeopleGroup[];

export function Called({ room, now, page }: { room: Room; now: number; page: () => void }) {
  const { incident } = useText();
  const t = incident.people;
  const shown = groups
    .map((group) => ({ group, people: room.people.filter((each) => each.group === group) }))
    .filter(({ people }) => people.length > 0);
  return (
    <section className={style.part} aria-labelledby="called">
      <header className={style.head}>
        <h2 id="called">{t.title}</h2>
        {room.mayWrite && !room.isOver && (
          <Button size="compact-sm" variant="default" leftSection={<Icon name="siren" size={14} />} onClick={page}>
            {t.page}
          </Button>
        )}
      </header>
      {shown.length === 0 && <p className="soft">{t.none}</p>}
      {shown.map(({ group, people }) => (
        <section key={group}>
          <h3>{incident.group[group]}</h3>
          <ul className={style.list}>
            {people.map((person) => (
              <li key={`${person.key} ${person.name} ${person.what}`} className={style.row}>
                <Person person={person} now={now} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function Person({ person, now }: { person: RoomPerson; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.people;
  const { name, what, phone, email, until, group, isOurs } = person;
  const facts = [
    what,
    until === null ? null : t.until({ when: shortInstant(Date.parse(until), now, zoned) }),
    group === "customer" && isOurs ? t.ours : null,
  ].filter((each) => each !== null && each !== name);
  return (
    <>
      <div className={style.who}>
        <strong dir="auto">{name}</strong>
        {facts.length > 0 && <span className="soft">{facts.join(" · ")}</span>}
      </div>
      <div className={style.ways}>
        {phone !== null && <Call name={name} phone={phone} />}
        {phone === null && email !== null && (
          <a className={style.call} href={`mailto:${email}`} title={t.mail({ name })}>
            <Icon name="mail" size={14} /> <span className={style.address}>{email}</span>
          </a>
        )}
        {phone === null && email === null && <span className="soft">{t.noNumber}</span>}
      </div>
    </>
  );
}

function Call({ name, phone }: { name: string; phone: string }) {
  const t = useText().incident.people;
  return (
    <a className={style.call} href={dialled(phone)} aria-label={t.call({ name, number: phone })}>
      <Icon name="phone" size={14} /> {phone}
    </a>
  );
}
