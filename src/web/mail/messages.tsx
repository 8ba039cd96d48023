/** Messages that the rules could not place, and what was put away: read, given to a customer, put into a ticket, or dropped. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { dropMail, fileMail, type Mail, type MailShelf, mailKey, mailsQuery, sourceAddress } from "../api/mail.ts";
import { Icon } from "../kit/icon.tsx";
import { useMay } from "../kit/may.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { Time } from "../kit/time.tsx";
import { useUndo } from "../kit/undo.tsx";
import { useText } from "../language/language.tsx";
import { GiveForm } from "./give-form.tsx";
import style from "./mail.module.css";

export function Messages() {
  const { mail: t } = useText();
  const [shelf, setShelf] = useState<MailShelf>("held");
  const list = useInfiniteQuery(mailsQuery(shelf));
  const items = list.data?.pages.flatMap((each) => each.items) ?? [];
  const isHeld = shelf === "held";
  return (
    <section className={style.room} aria-labelledby="mail-messages">
      <div className={style.bar}>
        <h2 id="mail-messages">{t.held.title}</h2>
        <div className={style.shelves}>
          {(["held", "dropped"] as const).map((each) => (
            <button key={each} type="button" aria-pressed={shelf === each} onClick={() => setShelf(each)}>
              {t.shelf[each]}
            </button>
          ))}
        </div>
      </div>
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data !== undefined && items.length === 0 && (
        <Empty title={isHeld ? t.held.empty : t.held.noneDropped}>{isHeld ? t.held.emptyHint : t.held.noneDroppedHint}</Empty>
      )}
      {items.length > 0 && (
        <ul className={style.list}>
          {items.map((mail) => (
            <li key={mail.id}>
              <OneMail mail={mail} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" className={style.more} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  );
}

type Reasons = ReturnType<typeof useText>["mail"]["reason"];

const reasonOf = (reasons: Reasons, reason: string | null): string | null =>
  reason !== null && reason in reasons ? reasons[reason as keyof Reasons] : reason;

function OneMail({ mail }: { mail: Mail }) {
  const { mail: t } = useText();
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  const subject = mail.subject === null || mail.subject === "" ? t.held.noSubject : mail.subject;
  const sender = mail.from === null ? t.held.nobody : mail.from.name === "" ? mail.from.address : mail.from.name;
  return (
    <article className={style.mail} data-reason={mail.reason}>
      <h3 className={style.headline}>
        <button type="button" className={style.opener} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span className={style.who} dir="auto">
            {sender}
          </span>
          <span className={style.subject} dir="auto">
            {subject}
          </span>
          <Icon name="chevron" size={14} />
        </button>
      </h3>
      <p className={style.meta}>
        <span className={style.reason}>{reasonOf(t.reason, mail.reason)}</span>
        <Time at={Date.parse(mail.receivedAt)} now={now} />
      </p>
      {isOpen && <Opened mail={mail} subject={subject} />}
    </article>
  );
}

function Opened({ mail, subject }: { mail: Mail; subject: string }) {
  const { mail: t } = useText();
  const { from, to, excerpt, said, id } = mail;
  return (
    <div className={style.opened}>
      <p className="soft" dir="auto">
        {from === null ? t.held.nobody : from.name === "" ? from.address : `${from.name} <${from.address}>`}
        {to.length > 0 && ` ${t.held.to({ to: to.map(({ address }) => address).join(", ") })}`}
      </p>
      {said !== null && <p className={style.wrong}>{t.held.said({ said })}</p>}
      {excerpt === null || excerpt.trim() === "" ? (
        <p className="soft">{t.held.noWords}</p>
      ) : (
        <pre className={style.words} dir="auto">
          {excerpt.trim()}
        </pre>
      )}
      <p>
        <a className={style.raw} href={sourceAddress(id)} download>
          <Icon name="download" size={14} /> {t.held.raw}
        </a>
      </p>
      <Acts mail={mail} subject={subject} />
    </div>
  );
}

function Acts({ mail, subject }: { mail: Mail; subject: string }) {
  const { mail: t } = useText();
  const may = useMay();
  const client = useQueryClient();
  const { hold, say } = useUndo();
  const [isGiving, setGiving] = useState(false);
  const [isDropping, setDropping] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: mailKey });
  const filing = useMutation({
    mutationFn: (to: { customerId: string } | { ticketId: number }) => fileMail(mail.id, to),
    onSuccess: async (filed) => {
      say({ label: t.held.filed({ ticket: String(filed.ticketId ?? "") }) });
      await refresh();
    },
  });
  if (!may("tickets:write")) return null;
  const drop = () => {
    setDropping(true);
    hold({
      label: t.held.dropped({ subject }),
      commit: async () => {
        await dropMail(mail.id);
        await refresh();
      },
      cancel: () => setDropping(false),
    });
  };
  const { suggestedTicketId: suggested } = mail;
  return (
    <>
      <div className={style.acts}>
        {suggested !== null && (
          <Button size="xs" loading={filing.isPending} onClick={() => filing.mutate({ ticketId: suggested })}>
            {t.held.give2ticket({ ticket: String(suggested) })}
          </Button>
        )}
        {suggested !== null && (
          <Link to="/tickets/$ticketId" params={{ ticketId: String(suggested) }}>
            #{suggested}
          </Link>
        )}
        {!isGiving && (
          <Button size="xs" variant={suggested === null ? "filled" : "default"} onClick={() => setGiving(true)}>
            {t.held.give} …
          </Button>
        )}
        {mail.state === "held" && (
          <Button size="xs" variant="default" disabled={isDropping || filing.isPending} onClick={drop}>
            {t.held.drop}
          </Button>
        )}
      </div>
      {isGiving && <GiveForm subject={subject} isBusy={filing.isPending} give={filing.mutate} close={() => setGiving(false)} />}
      <ProblemNote error={filing.error} />
    </>
  );
}
