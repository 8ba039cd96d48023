/** Notifications in this browser: switched on with one click, proven by the first push itself. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { sessionsQuery } from "../../api/account.ts";
import { onPush, ownEndpoint, PushDenied, pushAbility, subscribe, unsubscribe } from "../../api/push.ts";
import {
  addPoint,
  type ContactPointView,
  pushKeyQuery,
  type ReachView,
  reachQuery,
  removePoint,
  sendCode,
  verifyPoint,
} from "../../api/reach.ts";
import { Icon } from "../../kit/icon.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { say } from "../../kit/undo-store.ts";
import { useText } from "../../language/language.tsx";
import account from "../account.module.css";
import { endpointOf } from "./point-words.ts";
import style from "./reach.module.css";

/** The push service of a browser answers within seconds, or when it is back. */
const lateAfterMs = 10_000;

export function ThisBrowser({ reach }: { reach: ReachView }) {
  const { reach: t } = useText();
  const ability = pushAbility();
  const isServed = reach.channels.includes("push");
  return (
    <div className={style.browser}>
      <Icon name="bell" />
      <div className={style.browserWhat}>
        <h3>{t.browser.title}</h3>
        {!isServed && <p className="soft">{t.browser.unserved}</p>}
        {isServed && ability !== "able" && <p className="soft">{t.browser[ability]}</p>}
        {isServed && ability === "able" && <Switch points={reach.items} />}
      </div>
    </div>
  );
}

function Switch({ points }: { points: readonly ContactPointView[] }) {
  const { reach: t } = useText();
  const client = useQueryClient();
  const endpoint = useQuery({ queryKey: ["own-push-endpoint"], queryFn: ownEndpoint, staleTime: 0 });
  const own = points.find(({ channel, address }) => channel === "push" && endpointOf(address) === endpoint.data) ?? null;
  const anew = async () => {
    await Promise.all([client.invalidateQueries({ queryKey: reachQuery.queryKey }), endpoint.refetch()]);
  };
  const ending = useMutation({
    mutationFn: async () => {
      await unsubscribe();
      if (own !== null) await removePoint(own.id);
    },
    onSuccess: async () => {
      say({ label: t.browser.ended });
      await anew();
    },
  });
  if (endpoint.isPending) return null;
  if (own === null || own.verifiedAt === null) return <SwitchOn own={own} anew={anew} />;
  return (
    <>
      <p>{t.browser.on}</p>
      <ProblemNote error={ending.error} />
      <Button variant="default" size="xs" loading={ending.isPending} onClick={() => ending.mutate()}>
        {t.browser.switchOff}
      </Button>
    </>
  );
}

function SwitchOn({ own, anew }: { own: ContactPointView | null; anew: () => Promise<void> }) {
  const { reach: t } = useText();
  const client = useQueryClient();
  const [waitsFor, setWaitsFor] = useState<string | null>(null);
  const turning = useMutation({
    mutationFn: async () => {
      const { address, endpoint } = await subscribe(await client.ensureQueryData(pushKeyQuery));
      const isAdded = own !== null && endpointOf(own.address) === endpoint;
      const point = isAdded ? own : await addPoint({ channel: "push", address, ...(await browserName(client)) });
      // Listens first: the push may come before the answer.
      setWaitsFor(point.id);
      await sendCode(point.id);
    },
  });
  if (waitsFor !== null && !turning.isError) {
    return (
      <FirstPush
        id={waitsFor}
        done={async () => {
          say({ label: t.browser.done, tone: "good" });
          await anew();
        }}
      />
    );
  }
  const isDenied = turning.error instanceof PushDenied;
  const isFailed = turning.error instanceof DOMException;
  return (
    <>
      <p>{t.browser.off}</p>
      {(isDenied || isFailed) && <p role="alert">{isDenied ? t.browser.denied : t.browser.failed}</p>}
      {!isDenied && !isFailed && <ProblemNote error={turning.error} />}
      <Button size="xs" loading={turning.isPending} onClick={() => turning.mutate()}>
        {t.browser.switchOn}
      </Button>
    </>
  );
}

/** "Firefox, Linux", as the list of sessions has it. */
async function browserName(client: ReturnType<typeof useQueryClient>): Promise<{ label?: string }> {
  const sessions = await client.ensureQueryData(sessionsQuery).catch(() => []);
  const { browser = null, system = null } = sessions.find(({ isCurrent }) => isCurrent)?.device ?? {};
  const label = [browser, system].filter((each) => each !== null).join(", ");
  return label === "" ? {} : { label };
}

/** The worker hands the first push over, and its six digits confirm by themselves; by hand where a notification came and no page heard it. */
function FirstPush({ id, done }: { id: string; done: () => Promise<void> }) {
  const { reach: t } = useText();
  const [isLate, setLate] = useState(false);
  const [code, setCode] = useState("");
  const confirming = useMutation({ mutationFn: (digits: string) => verifyPoint(id, digits), onSuccess: done });
  const { mutate: confirm } = confirming;
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), lateAfterMs);
    const stop = onPush(({ body }) => {
      const digits = /\b\d{6}\b/.exec(body)?.[0];
      if (digits !== undefined) confirm(digits);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [confirm]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (/^\d{6}$/.test(code.trim())) confirm(code.trim());
  };
  if (!isLate) return <p role="status">{t.browser.waiting}</p>;
  return (
    <form className={account.form} onSubmit={submit} noValidate>
      <p role="status">{t.browser.late}</p>
      <TextInput
        label={t.code.field}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <ProblemNote error={confirming.error} />
      <Button type="submit" size="xs" loading={confirming.isPending}>
        {t.code.go}
      </Button>
    </form>
  );
}
