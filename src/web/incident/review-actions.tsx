/** What is done about it: each action is a ticket with an owner and a date, and says how it stands. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { type ActionKind, addAction, changeAction, type NewAction, type Review, type ReviewAction, removeAction } from "../api/incident.ts";
import { meQuery } from "../api/queries.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { StatusMark } from "../kit/marks.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useLanguage, useText } from "../language/language.tsx";
import { usePageNames } from "../oncall/names.ts";
import dialog from "./dialog.module.css";
import style from "./review.module.css";
import { useReviewOrder } from "./review-dialogs.tsx";
import { dayName } from "./words-of.ts";

export function Actions({ review }: { review: Review }) {
  const t = useText().incident.review.actions;
  const [asked, setAsked] = useState<"new" | ReviewAction | null>(null);
  return (
    <section className={style.part} aria-labelledby="actions">
      <header className={style.partHead}>
        <div>
          <h2 id="actions">{t.title}</h2>
          <p className="soft">{t.hint}</p>
        </div>
        {review.mayWrite && (
          <Button variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => setAsked("new")}>
            {t.add}
          </Button>
        )}
      </header>
      {review.actions.length === 0 && (
        <p className="soft">
          {t.none}. {t.noneHint}
        </p>
      )}
      <ul className={style.actions}>
        {review.actions.map((action) => (
          <li key={action.ticketId}>
            <OneAction action={action} mayWrite={review.mayWrite} change={() => setAsked(action)} />
          </li>
        ))}
      </ul>
      {asked === "new" && <NewDialog review={review} close={() => setAsked(null)} />}
      {asked !== null && asked !== "new" && <ChangeDialog review={review} action={asked} close={() => setAsked(null)} />}
    </section>
  );
}

function OneAction({ action, mayWrite, change }: { action: ReviewAction; mayWrite: boolean; change: () => void }) {
  const language = useLanguage();
  const { incident, words } = language.text;
  const t = incident.review.actions;
  return (
    <>
      <div className={style.action}>
        <Link to="/tickets/$ticketId" params={{ ticketId: String(action.ticketId) }} dir="auto">
          {action.subject}
        </Link>
        <span className="soft">
          {words.kind[action.kind as keyof typeof words.kind] ?? action.kind} #{action.ticketId}
          {action.isShared && ` · ${t.isShared}`}
        </span>
      </div>
      <span dir="auto">{action.owner?.name ?? incident.list.nobody}</span>
      <span className={style.day} data-late={action.isOverdue}>
        {dayName(action.dueOn, language)} {action.isOverdue && `(${t.overdue})`}
      </span>
      <StatusMark status={action.status} pause={null} />
      {mayWrite && (
        <button type="button" className={style.drop} aria-label={t.change({ subject: action.subject })} onClick={change}>
          <Icon name="pen" size={14} />
        </button>
      )}
    </>
  );
}

const kinds = ["problem", "change", "evolution", "request"] as const satisfies readonly ActionKind[];

function NewDialog({ review, close }: { review: Review; close: () => void }) {
  const { incident, house } = useText();
  const t = incident.review.actions;
  const { data: me } = useQuery(meQuery);
  const [order, setOrder] = useState<NewAction>({
    ...{ subject: "", description: "", kind: "problem", owner: me?.assignee ?? "", dueOn: "", isShared: false },
  });
  const [isTold, setTold] = useState(false);
  const key = useRef(crypto.randomUUID());
  const adding = useReviewOrder(review.ticketId, (sent: NewAction) => addAction(review.ticketId, sent, key.current), close);
  const set = (change: Partial<NewAction>) => {
    key.current = crypto.randomUUID();
    setOrder((before) => ({ ...before, ...change }));
  };
  const isWhole = order.subject.trim() !== "" && order.owner !== "" && order.dueOn !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (isWhole && !adding.isPending) adding.mutate({ ...order, subject: order.subject.trim() });
  };
  return (
    <Dialog title={t.dialog} close={close} isWide>
      <form className={dialog.form} onSubmit={submit} noValidate>
        <TextInput
          label={t.subject}
          value={order.subject}
          maxLength={200}
          data-autofocus
          error={isTold && order.subject.trim() === "" ? t.needSubject : null}
          onChange={(event) => set({ subject: event.currentTarget.value })}
        />
        <Textarea
          label={t.description}
          autosize
          minRows={2}
          maxLength={20_000}
          value={order.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <Terms order={order} set={set} isTold={isTold} />
        <Checkbox label={t.shared} checked={order.isShared} onChange={(event) => set({ isShared: event.currentTarget.checked })} />
        <ProblemNote error={adding.error} />
        <div className={dialog.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Whose it is, by when, and as what kind of ticket. */
function Terms({ order, set, isTold }: { order: NewAction; set: (change: Partial<NewAction>) => void; isTold: boolean }) {
  const { incident, words } = useText();
  const t = incident.review.actions;
  const names = usePageNames();
  return (
    <div className={dialog.pair}>
      <NativeSelect
        label={t.owner}
        value={order.owner}
        error={isTold && order.owner === "" ? t.needOwner : null}
        data={[{ value: "", label: "–" }, ...[...names.people].map(([value, label]) => ({ value, label }))]}
        onChange={(event) => set({ owner: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t.dueOn}
        value={order.dueOn}
        error={isTold && order.dueOn === "" ? t.needDate : null}
        onChange={(event) => set({ dueOn: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.kind}
        value={order.kind}
        data={kinds.map((value) => ({ value, label: words.kind[value] }))}
        onChange={(event) => set({ kind: event.currentTarget.value as ActionKind })}
      />
    </div>
  );
}

function ChangeDialog({ review, action, close }: { review: Review; action: ReviewAction; close: () => void }) {
  const { incident, house } = useText();
  const t = incident.review.actions;
  const [dueOn, setDueOn] = useState(action.dueOn);
  const [isShared, setShared] = useState(action.isShared);
  const changing = useReviewOrder(
    review.ticketId,
    (change: { dueOn: string; isShared: boolean } | null) =>
      change === null ? removeAction(review.ticketId, action.ticketId) : changeAction(review.ticketId, action.ticketId, change),
    close,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (dueOn !== "" && !changing.isPending) changing.mutate({ dueOn, isShared });
  };
  return (
    <Dialog title={t.changeTitle} close={close}>
      <form className={dialog.form} onSubmit={submit} noValidate>
        <p dir="auto">{action.subject}</p>
        <TextInput
          type="date"
          label={t.dueOn}
          value={dueOn}
          data-autofocus
          error={dueOn === "" ? t.needDate : null}
          onChange={(event) => setDueOn(event.currentTarget.value)}
        />
        <Checkbox label={t.shared} checked={isShared} onChange={(event) => setShared(event.currentTarget.checked)} />
        <p className="soft">{t.removeHint}</p>
        <ProblemNote error={changing.error} />
        <div className={dialog.foot}>
          <Button variant="default" className={dialog.apart!} onClick={() => changing.mutate(null)}>
            {t.remove}
          </Button>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={changing.isPending}>
            {incident.review.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
