/** Addresses under which calendar programs read shifts: made, listed, ended. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { calendarsChanged, calendarsQuery, endCalendar, type RotaCalendarView } from "../../api/rota-calendars.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { useNow } from "../../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { say } from "../../kit/undo-store.ts";
import { type Catalogue, languageNames, useLanguage, useText } from "../../language/language.tsx";
import { Segments } from "../../portal/segments.tsx";
import style from "./calendars.module.css";
import { LinkForm } from "./link-form.tsx";

/** `Shifts of Alice Martin` */
export const linkName = ({ kind, subjectName }: RotaCalendarView, { rotaCalendars }: Catalogue): string =>
  rotaCalendars.out.kinds[kind]({ name: subjectName });

export function Links() {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.out;
  const may = useMay();
  const [of, setOf] = useState<"mine" | "everybody">("mine");
  const links = useQuery(calendarsQuery(of));
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<RotaCalendarView | null>(null);
  return (
    <section className={style.part} aria-labelledby="calendars-out">
      <header className={style.head}>
        <div>
          <h2 id="calendars-out">{t.title}</h2>
          <p className={style.lead}>{t.lead}</p>
        </div>
        <div className={style.buttons}>
          {may("model:write") && <Segments label={t.whose} value={of} choices={{ mine: t.mine, everybody: t.everybody }} pick={setOf} />}
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setMaking(true)}>
            {t.make}
          </Button>
        </div>
      </header>
      {links.isPending && <Loading />}
      {links.isError && <Failure error={links.error} retry={() => void links.refetch()} />}
      {links.data?.length === 0 && <Empty title={t.empty}>{t.emptyHint}</Empty>}
      {links.data !== undefined && links.data.length > 0 && (
        <ul className={style.list} aria-label={t.list}>
          {links.data.map((link) => (
            <LinkRow key={link.id} link={link} end={() => setEnding(link)} />
          ))}
        </ul>
      )}
      {isMaking && <LinkForm close={() => setMaking(false)} />}
      {ending !== null && <Ending link={ending} close={() => setEnding(null)} />}
    </section>
  );
}

function LinkRow({ link, end }: { link: RotaCalendarView; end: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.rotaCalendars.out;
  const now = useNow();
  const name = linkName(link, text);
  const short = (at: string): string => shortInstant(Date.parse(at), now, zoned);
  const facts = [
    ...(link.isMine ? [] : [t.by({ name: link.ownerName })]),
    t.made({ when: short(link.createdAt) }),
    link.readAt === null ? t.never : t.read({ when: short(link.readAt) }),
    languageNames[link.language],
  ];
  return (
    <li className={style.link}>
      <Icon name="calendar" />
      <div>
        <h3>{name}</h3>
        <p className="soft">{facts.join(" · ")}</p>
      </div>
      <Button variant="default" size="xs" onClick={end} aria-label={t.endOf({ name })}>
        {t.end}
      </Button>
    </li>
  );
}

function Ending({ link, close }: { link: RotaCalendarView; close: () => void }) {
  const text = useText();
  const t = text.rotaCalendars.out;
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: () => endCalendar(link.id),
    onSuccess: () => {
      calendarsChanged(client);
      say({ label: t.ended });
      close();
    },
  });
  return (
    <Dialog close={close} title={t.endTitle}>
      <div className={style.form}>
        <p>
          <strong>{linkName(link, text)}</strong>
        </p>
        <p>{t.endLead}</p>
        <ProblemNote error={ending.error} />
        <Button color="alarm" data-autofocus loading={ending.isPending} onClick={() => ending.mutate()}>
          {t.end}
        </Button>
      </div>
    </Dialog>
  );
}
