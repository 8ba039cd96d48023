/** Where I am signed in; each session ends with a click. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endOtherSessions, endSession, type OpenSession, sessionsQuery } from "../api/account.ts";
import { waysQuery } from "../api/session.ts";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { type Catalogue, useLanguage, useText } from "../language/language.tsx";
import style from "./account.module.css";
import { Section } from "./section.tsx";

export function Sessions() {
  const { account: t } = useText();
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const after = (label: string) => () => {
    say({ label });
    void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  };
  const ending = useMutation({ mutationFn: endSession, onSuccess: after(t.session.ended) });
  const endingOthers = useMutation({ mutationFn: endOtherSessions, onSuccess: after(t.session.endedOthers) });
  return (
    <Section title={t.session.title} lead={t.session.lead}>
      {sessions.isPending && <Loading />}
      {sessions.isError && <Failure error={sessions.error} retry={() => void sessions.refetch()} />}
      <ul className={style.list}>
        {sessions.data?.map((session) => (
          <Row key={session.id} session={session} end={() => ending.mutate(session.id)} />
        ))}
      </ul>
      <ProblemNote error={ending.error ?? endingOthers.error} />
      {(sessions.data?.length ?? 0) > 1 && (
        <Button variant="default" loading={endingOthers.isPending} onClick={() => endingOthers.mutate()}>
          {t.session.endOthers}
        </Button>
      )}
    </Section>
  );
}

function Row({ session, end }: { session: OpenSession; end: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.account.session;
  const now = useNow();
  const { data: ways } = useQuery(waysQuery);
  const told = (at: string) => shortInstant(Date.parse(at), now, zoned);
  const device = deviceText(session.device, t);
  const nameOf = (id: string) => ways?.providers.find((each) => each.id === id)?.name ?? id;
  const facts = [
    [t.startedAt({ at: told(session.startedAt) }), methodText(session.method, t, nameOf)].filter((each) => each !== null).join(" "),
    ...(session.address === null ? [] : [t.address({ address: session.address })]),
    t.seenAt({ at: told(session.seenAt) }),
  ];
  return (
    <li>
      <Icon name="globe" />
      <div className={style.what}>
        <strong>{device}</strong>
        {session.isCurrent && <span className={style.here}>{t.current}</span>}
        <p>{facts.join(" · ")}</p>
      </div>
      {!session.isCurrent && (
        <Button variant="default" size="xs" onClick={end} aria-label={t.endOf({ device })}>
          {t.end}
        </Button>
      )}
    </li>
  );
}

type Words = Catalogue["account"]["session"];

function deviceText({ browser, system }: OpenSession["device"], t: Words): string {
  if (browser !== null && system !== null) return t.device({ browser, system });
  return browser ?? system ?? t.unknown;
}

function methodText(method: string | null, { methods }: Words, nameOf: (provider: string) => string): string | null {
  if (method?.startsWith("oidc:") === true) return methods.provider({ name: nameOf(method.slice("oidc:".length)) });
  const known: Readonly<Record<string, string>> = { ...methods, "recovery-code": methods.recovery, provider: "" } as never;
  return method === null ? null : (known[method] ?? null);
}
