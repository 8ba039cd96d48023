/** One way to be reached: what it is, whether it is proven, a test of it, and its end. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ownEndpoint, unsubscribe } from "../../api/push.ts";
import {
  type ContactPointView,
  type FollowedView,
  followedQuery,
  type ReachView,
  reachQuery,
  removePoint,
  sendTest,
} from "../../api/reach.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useNow } from "../../kit/now.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { say } from "../../kit/undo-store.ts";
import { type Catalogue, useLanguage, useText } from "../../language/language.tsx";
import account from "../account.module.css";
import { endpointOf, iconOf, shownAddress } from "./point-words.ts";
import style from "./reach.module.css";

export function PointRow({ point, confirm }: { point: ContactPointView; confirm: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.reach;
  const now = useNow();
  const [isRemoving, setRemoving] = useState(false);
  const testing = useMutation({ mutationFn: () => sendTest(point.id) });
  const isHere = useIsHere(point);
  const { channel, label, verifiedAt, failedAt } = point;
  const told = (at: string) => shortInstant(Date.parse(at), now, zoned);
  const name = label ?? shownAddress(point);
  const state =
    failedAt !== null
      ? t.state.failed({ when: told(failedAt) })
      : verifiedAt === null
        ? t.state.unverified
        : t.state.verified({ when: told(verifiedAt) });
  return (
    <li>
      <span className={style.sign} data-state={failedAt !== null ? "failed" : verifiedAt === null ? "waiting" : "good"}>
        <Icon name={iconOf(channel)} />
      </span>
      <div className={account.what}>
        <strong>
          {text.pages.channel[channel]}: {name}
        </strong>
        {isHere && <span className={account.here}>{t.here}</span>}
        <p>{label === null ? state : `${shownAddress(point)} · ${state}`}</p>
        {testing.data !== undefined && <TestOutcome key={testing.data} id={testing.data} />}
        <ProblemNote error={testing.error} />
      </div>
      <div className={style.acts}>
        {verifiedAt === null ? (
          <Button size="xs" onClick={confirm} aria-label={`${t.confirm}: ${name}`}>
            {t.confirm}
          </Button>
        ) : (
          <Button
            variant="default"
            size="xs"
            loading={testing.isPending}
            onClick={() => testing.mutate()}
            aria-label={`${t.test}: ${name}`}
          >
            {t.test}
          </Button>
        )}
        <Button variant="default" size="xs" onClick={() => setRemoving(true)} aria-label={`${t.remove}: ${name}`}>
          {t.remove}
        </Button>
      </div>
      {isRemoving && <Removal point={point} isHere={isHere} name={name} close={() => setRemoving(false)} />}
    </li>
  );
}

/** Whether a subscription is this browser's own. */
function useIsHere({ channel, address }: ContactPointView): boolean {
  const [endpoint, setEndpoint] = useState<string | null>(null);
  useEffect(() => {
    if (channel === "push") void ownEndpoint().then(setEndpoint, () => undefined);
  }, [channel]);
  return channel === "push" && endpoint !== null && endpointOf(address) === endpoint;
}

/** What the account and the model say is used as long as nothing was added for its channel. */
export function ImpliedRow({ point }: { point: ReachView["implied"][number] }) {
  const { reach: t, pages } = useText();
  return (
    <li>
      <span className={style.sign} data-state="implied">
        <Icon name={iconOf(point.channel)} />
      </span>
      <div className={account.what}>
        <strong>
          {pages.channel[point.channel]}: {point.address}
        </strong>
        <p>{t.state.implied}</p>
      </div>
    </li>
  );
}

function TestOutcome({ id }: { id: number }) {
  const { reach: t } = useText();
  const { data } = useQuery(followedQuery(id));
  return (
    <p className={style.outcome} data-state={data?.state ?? "waiting"} role="status">
      {outcomeText(data, t.tested)}
    </p>
  );
}

type Words = Omit<Catalogue["reach"]["tested"], "cancelled"> & { cancelled?: string };

export function outcomeText(followed: FollowedView | undefined, t: Words): string {
  if (followed === undefined || followed.state === "waiting") return t.waiting;
  if (followed.state === "failed") return followed.said === null ? t.failedPlain : t.failed({ said: followed.said });
  return followed.state === "cancelled" ? (t.cancelled ?? t.failedPlain) : t[followed.state];
}

function Removal({ point, isHere, name, close }: { point: ContactPointView; isHere: boolean; name: string; close: () => void }) {
  const { reach: t } = useText();
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: async () => {
      await removePoint(point.id);
      if (isHere) await unsubscribe();
    },
    onSuccess: () => {
      say({ label: t.removed });
      void client.invalidateQueries({ queryKey: reachQuery.queryKey });
      close();
    },
  });
  return (
    <Dialog close={close} title={t.removeTitle({ what: name })}>
      <div className={account.form}>
        <p>{t.removeLead}</p>
        <ProblemNote error={removing.error} />
        <Button color="alarm" loading={removing.isPending} onClick={() => removing.mutate()}>
          {t.remove}
        </Button>
      </div>
    </Dialog>
  );
}
