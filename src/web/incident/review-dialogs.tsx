/** Giving a review out: publishing a version, and showing it to the customer, each asked once more. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { publishReview, type Review, reviewQuery, shareReview } from "../api/incident.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useUndo } from "../kit/undo.tsx";
import { useText } from "../language/language.tsx";
import style from "./dialog.module.css";

type Change = { note: string | null } | { isShared: boolean };

/** Publishing (a note, or none) or showing; `done` when it is. */
export function useReviewChange(ticketId: number, done?: () => void) {
  return useReviewOrder(
    ticketId,
    (change: Change) => ("note" in change ? publishReview(ticketId, change.note) : shareReview(ticketId, change.isShared)),
    done,
  );
}

/** Any order that gives the review: the answer is shown at once, and lists are read again. */
export function useReviewOrder<Order>(ticketId: number, run: (order: Order) => Promise<Review>, done?: () => void) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: run,
    onSuccess: (review) => {
      client.setQueryData(reviewQuery(ticketId).queryKey, review);
      done?.();
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["incidents"] }),
        client.invalidateQueries({ queryKey: ["ticket", ticketId, "review", "versions"] }),
      ]),
  });
}

type Props = { review: Review; close: () => void };

export function PublishDialog({ review, close }: Props) {
  const { incident, house } = useText();
  const t = incident.review;
  const { say } = useUndo();
  const [note, setNote] = useState("");
  const publishing = useReviewChange(review.ticketId, () => {
    say({ label: t.published });
    close();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!publishing.isPending) publishing.mutate({ note: note.trim() || null });
  };
  return (
    <Dialog title={t.publishTitle} close={close}>
      <form className={style.form} onSubmit={submit} noValidate>
        <p>{review.isShared ? t.publishSharedHint : t.publishHint}</p>
        <TextInput
          label={t.publishNote}
          value={note}
          maxLength={500}
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <ProblemNote error={publishing.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={publishing.isPending}>
            {t.publish}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function ShareDialog({ review, close }: Props) {
  const { incident, house } = useText();
  const t = incident.review;
  const sharing = useReviewChange(review.ticketId, close);
  return (
    <Dialog title={t.shareTitle({ customer: review.customerName })} close={close}>
      <div className={style.form}>
        <p>{t.shareHint}</p>
        <ProblemNote error={sharing.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button data-autofocus loading={sharing.isPending} onClick={() => sharing.mutate({ isShared: true })}>
            {t.share}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
