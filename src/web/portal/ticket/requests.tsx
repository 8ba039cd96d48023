/** What is asked of the reader: to confirm or contest a resolution, to rate it, to contest a coverage decision, to decide about a quote. */
import { Button, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Icon } from "../../kit/icon.tsx";
import { Markdown } from "../../kit/markdown.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { textOf, useLanguage, useText } from "../../language/language.tsx";
import { moneyText } from "../figures.ts";
import { Rating } from "./rating.tsx";
import type { Scene } from "./scene.ts";
import style from "./ticket.module.css";
import { useVerb } from "./use-verb.ts";

export function Requests({ scene, isDesignated }: { scene: Scene; isDesignated: boolean }) {
  const { ticket } = scene;
  const { coverage, quote } = ticket;
  const isOpen = ticket.status === "open";
  return (
    <>
      {ticket.status === "resolved" && <Confirm scene={scene} />}
      {ticket.status !== "open" && <Rating scene={scene} />}
      {isOpen && ticket.pause?.reason === "customer" && ticket.pause.note !== null && <Awaited note={ticket.pause.note} />}
      {isOpen && coverage !== null && coverage.decision !== "covered" && <Coverage scene={scene} coverage={coverage} />}
      {quote !== null && isOpen && <Quoted scene={scene} quote={quote} isDesignated={isDesignated} />}
    </>
  );
}

function Awaited({ note }: { note: string }) {
  const { portal: t } = useText();
  return (
    <section className={style.request} data-tone="soon">
      <h2>{t.next.waiting.customer}</h2>
      <Markdown text={note} headings={3} />
    </section>
  );
}

function Confirm({ scene: { ticket, now } }: { scene: Scene }) {
  const { text, zoned } = useLanguage();
  const t = text.portal.confirm;
  const navigate = useNavigate();
  const [isContesting, setContesting] = useState(false);
  const [reason, setReason] = useState("");
  const [isTold, setTold] = useState(false);
  const verb = useVerb(ticket.id, ({ id }) => {
    // After the agreement's window a new ticket follows the old one.
    if (id !== ticket.id) void navigate({ to: "/portal/tickets/$ticketId", params: { ticketId: String(id) } });
  });
  const isEmpty = reason.trim() === "";
  return (
    <section className={style.request} data-tone="good" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p>{ticket.closesAt === null ? t.leadPlain : t.lead({ when: shortInstant(Date.parse(ticket.closesAt), now, zoned) })}</p>
      <div className={style.buttons}>
        <Button
          leftSection={<Icon name="check" size={16} />}
          loading={verb.isPending && !isContesting}
          onClick={() => verb.mutate({ verb: "closing", body: { reason: "confirmed" } })}
        >
          {t.yes}
        </Button>
        <Button variant="default" aria-expanded={isContesting} onClick={() => setContesting(!isContesting)}>
          {t.no}
        </Button>
      </div>
      {isContesting && (
        <form
          className={style.form}
          onSubmit={(event) => {
            event.preventDefault();
            setTold(true);
            if (!isEmpty) verb.mutate({ verb: "reopening", body: { reason } });
          }}
        >
          <Textarea
            label={t.reason}
            description={t.reasonHint}
            autoFocus
            autosize
            minRows={3}
            maxLength={20_000}
            value={reason}
            error={isTold && isEmpty ? text.house.form.required : null}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" loading={verb.isPending}>
              {t.send}
            </Button>
          </div>
        </form>
      )}
      <ProblemNote error={verb.error} />
    </section>
  );
}

type Coverage = NonNullable<Scene["ticket"]["coverage"]>;

/** The clause that says so, where to turn instead, and how to say that it is wrong. */
function Coverage({ scene: { ticket, now }, coverage }: { scene: Scene; coverage: Coverage }) {
  const { text, code, zoned } = useLanguage();
  const t = text.portal;
  const { decision, clause, text: said, redirect } = coverage;
  const title =
    decision === "excluded"
      ? clause === ""
        ? t.preview.excludedPlain
        : t.preview.excluded({ clause })
      : clause === ""
        ? t.preview.billablePlain
        : t.preview.billable({ clause });
  return (
    <section className={style.request} data-tone={decision === "excluded" ? "late" : "soon"} aria-label={title}>
      <h2>{title}</h2>
      <p>{textOf(said, code)}</p>
      {redirect !== null && (
        <p>
          {t.preview.turnTo}: {textOf(redirect.to, code)}
          {redirect.phone !== undefined && (
            <>
              , <a href={`tel:${redirect.phone.replaceAll(" ", "")}`}>{redirect.phone}</a>
            </>
          )}
          {redirect.email !== undefined && (
            <>
              , <a href={`mailto:${redirect.email}`}>{redirect.email}</a>
            </>
          )}
        </p>
      )}
      {decision === "billable" && ticket.quote === null && ticket.pause?.reason === "quote" && <p>{t.preview.quote}</p>}
      {ticket.contestedAt !== null ? (
        <p className={style.strong}>{t.contest.done({ when: shortInstant(Date.parse(ticket.contestedAt), now, zoned) })}</p>
      ) : (
        <Contest ticketId={ticket.id} />
      )}
    </section>
  );
}

/** Saying that the decision is wrong: a manager decides then. */
function Contest({ ticketId }: { ticketId: number }) {
  const { portal, house } = useText();
  const t = portal.contest;
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [isTold, setTold] = useState(false);
  const verb = useVerb(ticketId);
  const isEmpty = reason.trim() === "";
  return (
    <>
      <div className={style.buttons}>
        <Button variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t.button}
        </Button>
      </div>
      {isOpen && (
        <form
          className={style.form}
          onSubmit={(event) => {
            event.preventDefault();
            setTold(true);
            if (!isEmpty) verb.mutate({ verb: "contest", body: { reason } });
          }}
        >
          <Textarea
            label={t.reason}
            autoFocus
            autosize
            minRows={3}
            maxLength={20_000}
            value={reason}
            error={isTold && isEmpty ? house.form.required : null}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" loading={verb.isPending}>
              {t.send}
            </Button>
          </div>
        </form>
      )}
      <ProblemNote error={verb.error} />
    </>
  );
}

type Quote = NonNullable<Scene["ticket"]["quote"]>;

function Quoted({ scene: { ticket }, quote, isDesignated }: { scene: Scene; quote: Quote; isDesignated: boolean }) {
  const { text, locale } = useLanguage();
  const t = text.portal.quote;
  const [deciding, setDeciding] = useState<"approved" | "declined" | null>(null);
  const [note, setNote] = useState("");
  const verb = useVerb(ticket.id, () => setDeciding(null));
  const amount = moneyText(quote.amount, locale);
  return (
    <section className={style.request} data-tone={quote.state === "offered" ? "soon" : "calm"} aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className={style.amount}>
        {amount}
        {quote.hours !== null && <span className="soft"> · {t.hours({ hours: quote.hours })}</span>}
        {quote.state !== "offered" && <span className="soft"> · {t.state[quote.state]}</span>}
      </p>
      <Markdown text={quote.text} headings={3} />
      {quote.state === "offered" && !isDesignated && <p className="soft">{t.onlyDesignated}</p>}
      {quote.state === "offered" && isDesignated && deciding === null && (
        <div className={style.buttons}>
          <Button onClick={() => setDeciding("approved")}>{t.approve}</Button>
          <Button variant="default" onClick={() => setDeciding("declined")}>
            {t.decline}
          </Button>
        </div>
      )}
      {deciding !== null && (
        <form
          className={style.form}
          onSubmit={(event) => {
            event.preventDefault();
            verb.mutate({ verb: "quote-decision", body: { state: deciding, note: note.trim() === "" ? null : note } });
          }}
        >
          <p className={style.strong}>{deciding === "approved" ? t.reallyApprove({ amount }) : t.reallyDecline}</p>
          {deciding === "declined" && <p>{t.declineHint}</p>}
          <Textarea
            label={t.note}
            autosize
            minRows={2}
            maxLength={20_000}
            value={note}
            autoFocus
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={style.buttons}>
            <Button type="submit" loading={verb.isPending}>
              {deciding === "approved" ? t.approve : t.decline}
            </Button>
            <Button variant="default" onClick={() => setDeciding(null)}>
              {text.house.form.cancel}
            </Button>
          </div>
        </form>
      )}
      <ProblemNote error={verb.error} />
    </section>
  );
}
