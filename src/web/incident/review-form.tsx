/** What people write of an incident. It is saved as a whole; whoever saved meanwhile is not overwritten. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { type CauseKind, type Review, type ReviewBody, reviewQuery, writeReview } from "../api/incident.ts";
import { isProblem } from "../api/problem.ts";
import { Icon } from "../kit/icon.tsx";
import { useKeys } from "../kit/keys.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useUndo } from "../kit/undo.tsx";
import { useText } from "../language/language.tsx";
import { usePageNames } from "../oncall/names.ts";
import style from "./review.module.css";
import { useReviewOrder } from "./review-dialogs.tsx";
import { Remarks } from "./review-remarks.tsx";

const bodyOf = ({ summary, impact, causes, wentWell, wentBadly, lucky, owner, dueOn }: Review): ReviewBody => ({
  ...{ summary, impact, causes, wentWell, wentBadly, lucky, owner: owner.key, dueOn },
});

/** Empty lines are nothing to keep. */
const cleaned = (body: ReviewBody): ReviewBody => {
  const filled = (remarks: readonly string[]): string[] => remarks.map((each) => each.trim()).filter((each) => each !== "");
  return {
    ...body,
    causes: body.causes.filter(({ text }) => text.trim() !== ""),
    ...{ wentWell: filled(body.wentWell), wentBadly: filled(body.wentBadly), lucky: filled(body.lucky) },
  };
};

const isSame = (a: ReviewBody, b: ReviewBody): boolean => JSON.stringify(a) === JSON.stringify(b);

type Set = (change: Partial<ReviewBody>) => void;

export function ReviewForm({ review, setUnsaved }: { review: Review; setUnsaved: (isUnsaved: boolean) => void }) {
  const { incident } = useText();
  const t = incident.review;
  const { body, set, seq, take, isUnsaved } = useWriting(review);
  const { say } = useUndo();
  const saving = useReviewOrder(review.ticketId, async (written: ReviewBody) => {
    const saved = await writeReview(review.ticketId, written, seq);
    take(saved);
    say({ label: t.saved });
    return saved;
  });
  useEffect(() => setUnsaved(isUnsaved), [isUnsaved, setUnsaved]);
  useGuard(isUnsaved);
  const save = () => {
    if (isUnsaved && !saving.isPending) saving.mutate(cleaned(body));
  };
  useKeys(t.of, review.mayWrite ? [{ keys: "mod+s", label: t.save, isEverywhere: true, run: save }] : []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const isReadOnly = !review.mayWrite;
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <section className={style.part}>
        <Textarea
          label={t.summary}
          description={t.summaryHint}
          autosize
          minRows={3}
          maxLength={20_000}
          readOnly={isReadOnly}
          value={body.summary}
          onChange={(event) => set({ summary: event.currentTarget.value })}
        />
        <Textarea
          label={t.impact}
          description={t.impactHint}
          autosize
          minRows={2}
          maxLength={20_000}
          readOnly={isReadOnly}
          value={body.impact}
          onChange={(event) => set({ impact: event.currentTarget.value })}
        />
      </section>
      <Causes body={body} set={set} isReadOnly={isReadOnly} />
      <div className={style.three}>
        {(["wentWell", "wentBadly", "lucky"] as const).map((name) => (
          <Remarks key={name} title={t[name]} remarks={body[name]} set={(remarks) => set({ [name]: remarks })} isReadOnly={isReadOnly} />
        ))}
      </div>
      <div className={style.foot} data-unsaved={isUnsaved}>
        <Keeper review={review} body={body} set={set} isReadOnly={isReadOnly} />
        {!isReadOnly && (
          <Button type="submit" loading={saving.isPending} disabled={!isUnsaved}>
            {t.save}
          </Button>
        )}
      </div>
      <ProblemNote error={saving.error} />
      {isProblem(saving.error, "review-changed") && <Stale ticketId={review.ticketId} take={take} done={saving.reset} />}
    </form>
  );
}

/** The reader's own version, begun from the server's; theirs is followed as long as the reader has changed nothing. */
function useWriting(review: Review) {
  const [base, setBase] = useState(review);
  const [body, setBody] = useState(() => bodyOf(review));
  const isUnsaved = !isSame(cleaned(body), bodyOf(base)) || !isSame(body, cleaned(body));
  const take = (next: Review) => {
    setBase(next);
    setBody(bodyOf(next));
  };
  if (review.seq > base.seq && !isUnsaved) take(review);
  // Publishing, sharing and actions count the review on without touching what is written: that is no other's text.
  else if (review.seq > base.seq && isSame(bodyOf(review), bodyOf(base))) setBase(review);
  return { body, seq: base.seq, take, isUnsaved, set: (change: Partial<ReviewBody>) => setBody((before) => ({ ...before, ...change })) };
}

/** Leaving with something unsaved is asked by the browser. */
function useGuard(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isUnsaved]);
}

function Stale({ ticketId, take, done }: { ticketId: number; take: (review: Review) => void; done: () => void }) {
  const t = useText().incident.review;
  const client = useQueryClient();
  const reload = async () => {
    take(await client.fetchQuery({ ...reviewQuery(ticketId), staleTime: 0 }));
    done();
  };
  return (
    <p className={style.stale}>
      {t.stale}{" "}
      <Button size="xs" variant="default" onClick={() => void reload()}>
        {t.reload}
      </Button>
    </p>
  );
}

type PartProps = { body: ReviewBody; set: Set; isReadOnly: boolean };

function Causes({ body, set, isReadOnly }: PartProps) {
  const t = useText().incident.review.causes;
  const { causes } = body;
  const change = (index: number, next: Partial<(typeof causes)[number]>) =>
    set({ causes: causes.map((cause, at) => (at === index ? { ...cause, ...next } : cause)) });
  return (
    <section className={style.part} aria-labelledby="causes">
      <h2 id="causes">{t.title}</h2>
      <p className="soft">{t.hint}</p>
      <ul className={style.causes}>
        {causes.map((cause, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: causes have no name of their own, and are not moved
          <li key={index}>
            <NativeSelect
              aria-label={`${t.kind} ${index + 1}`}
              value={cause.kind}
              disabled={isReadOnly}
              data={(["root", "contributing", "trigger"] as const).map((value) => ({ value, label: t.kinds[value] }))}
              onChange={(event) => change(index, { kind: event.currentTarget.value as CauseKind })}
            />
            <Textarea
              aria-label={t.text({ n: index + 1 })}
              autosize
              minRows={1}
              maxLength={2_000}
              readOnly={isReadOnly}
              value={cause.text}
              onChange={(event) => change(index, { text: event.currentTarget.value })}
            />
            <Checkbox
              label={t.shared}
              checked={cause.isShared}
              disabled={isReadOnly}
              onChange={(event) => change(index, { isShared: event.currentTarget.checked })}
            />
            {!isReadOnly && (
              <button
                type="button"
                className={style.drop}
                aria-label={t.remove({ n: index + 1 })}
                onClick={() => set({ causes: causes.filter((_, at) => at !== index) })}
              >
                <Icon name="cross" size={14} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!isReadOnly && causes.length < 50 && (
        <Button
          variant="default"
          size="xs"
          className={style.start!}
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => set({ causes: [...causes, { kind: causes.length === 0 ? "root" : "contributing", text: "", isShared: false }] })}
        >
          {t.add}
        </Button>
      )}
    </section>
  );
}

/** Who sees to it, and by when. */
function Keeper({ review, body, set, isReadOnly }: PartProps & { review: Review }) {
  const t = useText().incident.review;
  const names = usePageNames();
  const people = [...names.people].map(([value, label]) => ({ value, label }));
  const data = people.some(({ value }) => value === body.owner)
    ? people
    : [{ value: review.owner.key, label: review.owner.name }, ...people];
  return (
    <div className={style.keeper}>
      <NativeSelect
        label={t.owner}
        value={body.owner}
        data={data}
        disabled={isReadOnly}
        onChange={(event) => set({ owner: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={review.isOverdue ? `${t.dueOn} (${t.overdue})` : t.dueOn}
        value={body.dueOn}
        readOnly={isReadOnly}
        onChange={(event) => event.currentTarget.value !== "" && set({ dueOn: event.currentTarget.value })}
      />
    </div>
  );
}
