/** Who leads and where people meet: the two things that everybody asks who comes in. */
import { Button } from "@mantine/core";
import type { Room } from "../api/incident.ts";
import { Icon } from "../kit/icon.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useUndo } from "../kit/undo.tsx";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./tiles.module.css";
import { dialled } from "./words-of.ts";

export function LeaderTile({ room, now, handOver }: { room: Room; now: number; handOver: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.leader;
  const commander = room.roles.find(({ role }) => role === "commander");
  if (commander === undefined) return null;
  return (
    <section className={style.tile} aria-labelledby="leader">
      <h2 id="leader">{room.isOver ? t.led : commander.isMine ? t.you : t.leads}</h2>
      <p className={style.name} dir="auto">
        {commander.holderName}
      </p>
      <p className={style.facts}>{t.since({ when: shortInstant(Date.parse(commander.since), now, zoned) })}</p>
      <p className={style.acts}>
        {commander.phone !== null && (
          <a
            className={style.call}
            href={dialled(commander.phone)}
            aria-label={text.incident.roles.call({ name: commander.holderName, number: commander.phone })}
          >
            <Icon name="phone" size={14} /> {commander.phone}
          </a>
        )}
        {room.mayWrite && !room.isOver && (
          <Button variant="default" size="xs" leftSection={<Icon name="across" size={14} />} onClick={handOver}>
            <span className={style.short}>{t.handOver}</span>
          </Button>
        )}
      </p>
    </section>
  );
}

export function ConferenceTile({ room, change }: { room: Room; change: () => void }) {
  const { incident } = useText();
  const t = incident.conference;
  const { conference } = room;
  const mayChange = room.mayWrite && !room.isOver;
  return (
    <section className={style.tile} aria-labelledby="conference">
      <h2 id="conference">{t.title}</h2>
      {conference === null ? (
        <p className={style.none}>{t.none}</p>
      ) : (
        <>
          <a className={style.join} href={conference.url} target="_blank" rel="noopener noreferrer">
            <Icon name="people" size={18} /> {t.join}
          </a>
          <p className={style.facts} title={conference.url}>
            {hostOf(conference.url)}
          </p>
        </>
      )}
      <p className={style.acts}>
        {conference !== null && <Copy url={conference.url} />}
        {mayChange && (
          <Button variant="default" size="xs" leftSection={<Icon name="pen" size={14} />} onClick={change}>
            <span className={conference === null ? undefined : style.short}>{conference === null ? t.open : t.change}</span>
          </Button>
        )}
      </p>
    </section>
  );
}

function Copy({ url }: { url: string }) {
  const t = useText().incident.conference;
  const { say } = useUndo();
  const copy = () => void navigator.clipboard.writeText(url).then(() => say({ label: t.copied }));
  return (
    <Button variant="default" size="xs" leftSection={<Icon name="copy" size={14} />} onClick={copy}>
      <span className={style.short}>{t.copy}</span>
    </Button>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
