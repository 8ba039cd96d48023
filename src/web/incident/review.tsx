/** The review after a major incident: how long it took, what happened and why, what is done about it; a draft until it is published. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { beginReview, type Review, reviewFile, reviewQuery, reviewVersionsQuery, roomQuery } from "../api/incident.ts";
import { isProblem } from "../api/problem.ts";
import { Missing } from "../kit/dead-end.tsx";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import { useTabTitle } from "../oncall/page-detail.tsx";
import style from "./review.module.css";
import { Actions } from "./review-actions.tsx";
import { PublishDialog, ShareDialog, useReviewChange } from "./review-dialogs.tsx";
import { ReviewForm } from "./review-form.tsx";
import { Moments } from "./review-moments.tsx";
import room from "./room.module.css";

export function IncidentReview() {
  const { ticketId } = useParams({ from: "/desk/tickets/$ticketId/incident/review" });
  const id = /^[1-9]\d{0,14}$/.test(ticketId) ? Number(ticketId) : null;
  const found = useQuery({ ...reviewQuery(id ?? 0), enabled: id !== null });
  if (id === null || isProblem(found.error, "unknown-ticket")) return <Missing />;
  if (found.data !== undefined) return <Whole key={id} review={found.data} />;
  if (!found.isError) return <Loading />;
  if (isProblem(found.error) && found.error.status === 404) return <None ticketId={id} />;
  return <Failure error={found.error} retry={() => void found.refetch()} />;
}

function None({ ticketId }: { ticketId: number }) {
  const { incident } = useText();
  const t = incident.review;
  const client = useQueryClient();
  const { data } = useQuery(roomQuery(ticketId));
  const beginning = useMutation({
    networkMode: "always",
    mutationFn: () => beginReview(ticketId),
    onSuccess: (review) => client.setQueryData(reviewQuery(ticketId).queryKey, review),
  });
  return (
    <Empty title={t.noneTitle} isPage>
      <p>{t.noneHint}</p>
      <ProblemNote error={beginning.error} />
      <p>
        <Link to="/tickets/$ticketId/incident" params={{ ticketId: String(ticketId) }}>
          {t.back}
        </Link>
      </p>
      {data?.room?.isOver === true && data.room.mayWrite && (
        <Button loading={beginning.isPending} onClick={() => beginning.mutate()}>
          {t.begin}
        </Button>
      )}
    </Empty>
  );
}

function Whole({ review }: { review: Review }) {
  const { incident } = useText();
  const [isUnsaved, setUnsaved] = useState(false);
  useTabTitle(`${incident.review.of}: ${review.subject}`);
  return (
    <div className={style.page}>
      <Head review={review} isUnsaved={isUnsaved} />
      <Moments moments={review.moments} />
      <ReviewForm review={review} setUnsaved={setUnsaved} />
      <Actions review={review} />
      {review.version > 0 && <Versions review={review} />}
    </div>
  );
}

function Head({ review, isUnsaved }: { review: Review; isUnsaved: boolean }) {
  const { incident } = useText();
  const t = incident.review;
  const [asked, setAsked] = useState<"publish" | "share" | null>(null);
  const hiding = useReviewChange(review.ticketId);
  return (
    <header className={style.head}>
      <p className={room.facts}>
        <Link to="/tickets/$ticketId/incident" params={{ ticketId: String(review.ticketId) }} className={room.back}>
          <Icon name="back" size={16} /> {t.back}
        </Link>
        <Link to="/tickets/$ticketId" params={{ ticketId: String(review.ticketId) }}>
          {incident.room.ticket({ id: review.ticketId })}
        </Link>
        <strong dir="auto">{review.customerName}</strong>
      </p>
      <h1 dir="auto">
        <span className={style.over}>{t.of}</span> {review.subject}
      </h1>
      <p className="soft">{t.lead}</p>
      <p className={style.states}>
        <span className={style.state} data-state={review.state}>
          {review.state === "draft" ? t.state.draft : t.state.published({ version: review.version })}
        </span>
        <span className={style.state} data-state={review.isShared ? "shared" : "draft"}>
          <Icon name={review.isShared ? "megaphone" : "lock"} size={14} /> {review.isShared ? t.isShared : t.notShared}
        </span>
        {review.version > 0 && review.hasChanges && <span className="soft">{t.changed}</span>}
      </p>
      <div className={style.acts}>
        {review.mayPublish && (
          <Button
            leftSection={<Icon name="check" size={16} />}
            disabled={isUnsaved || !review.hasChanges}
            title={isUnsaved ? t.unsaved : undefined}
            onClick={() => setAsked("publish")}
          >
            {review.version === 0 ? t.publish : t.publishAgain}
          </Button>
        )}
        {review.mayPublish && review.version > 0 && (
          <Button
            variant="default"
            leftSection={<Icon name={review.isShared ? "lock" : "megaphone"} size={16} />}
            loading={hiding.isPending}
            onClick={() => (review.isShared ? hiding.mutate({ isShared: false }) : setAsked("share"))}
          >
            {review.isShared ? t.unshare : t.share}
          </Button>
        )}
        <a className={style.file} href={reviewFile(review.ticketId)} download>
          <Icon name="download" size={16} /> {t.download}
        </a>
        {isUnsaved && <span className={style.unsaved}>{t.unsaved}</span>}
      </div>
      <ProblemNote error={hiding.error} />
      {asked === "publish" && <PublishDialog review={review} close={() => setAsked(null)} />}
      {asked === "share" && <ShareDialog review={review} close={() => setAsked(null)} />}
    </header>
  );
}

function Versions({ review }: { review: Review }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.review.versions;
  const now = useNow();
  const found = useQuery(reviewVersionsQuery(review.ticketId));
  return (
    <section className={style.part} aria-labelledby="versions">
      <h2 id="versions">{t.title}</h2>
      {found.isError && <ProblemNote error={found.error} />}
      <ul className={style.versions}>
        {(found.data ?? []).map(({ version, at, byName, note }) => (
          <li key={version}>
            <strong>{t.version({ version })}</strong>
            <span className="soft">{t.by({ who: byName, when: shortInstant(Date.parse(at), now, zoned) })}</span>
            {note !== null && <span dir="auto">{note}</span>}
            <a href={reviewFile(review.ticketId, version)} download title={t.download({ version })}>
              <Icon name="download" size={14} /> {text.incident.review.download}
              <span className="unseen">: {t.version({ version })}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
