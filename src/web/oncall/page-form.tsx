/** Calling somebody by hand: whom, how urgently, and what it is about in one line. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { onCallNowQuery, openPage, type Urgency } from "../api/pages.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useUndo } from "../kit/undo.tsx";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import { Segments } from "../portal/segments.tsx";
import { type PageNames, targetNow, usePageNames } from "./names.ts";
import style from "./page-form.module.css";
import { missingIn, orderOf, type PageDraft } from "./page-order.ts";

/** What the page is about, when it was asked for beside a ticket. */
export type About = { ticketId: number; customerId: string; summary: string; urgency: Urgency; policy: string | null };

type Props = { about: About | null; close: () => void };

const draftOf = (about: About | null): PageDraft => ({
  ...{ how: "targets", targets: [], policy: about?.policy ?? "", customerId: about?.customerId ?? "" },
  ...{ ticketId: about?.ticketId ?? null, urgency: about?.urgency ?? "high", summary: about?.summary ?? "" },
});

export default function PageForm({ about, close }: Props) {
  const { pages, house } = useText();
  const t = pages.form;
  const names = usePageNames();
  const [draft, setDraft] = useState<PageDraft>(() => draftOf(about));
  const [isTold, setTold] = useState(false);
  const sending = useSending(about, close);
  const set = (change: Partial<PageDraft>) => setDraft({ ...draft, ...change });
  const missing = missingIn(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!missing.whom && !missing.summary && !sending.isPending) sending.send(draft);
  };
  return (
    <Dialog title={pages.byHand} close={close} isWide>
      <form className={style.form} onSubmit={submit} noValidate>
        <Whom draft={draft} set={set} names={names} mistake={isTold && missing.whom ? t.needWhom : null} />
        <Textarea
          label={t.summary}
          description={t.summaryHint}
          value={draft.summary}
          maxLength={200}
          rows={2}
          error={isTold && missing.summary ? t.needSummary : null}
          onChange={(event) => set({ summary: event.currentTarget.value.replaceAll(/\s*\n\s*/g, " ") })}
        />
        <div className={style.pair}>
          <NativeSelect
            label={t.urgency}
            value={draft.urgency}
            data={(["high", "low"] as const).map((value) => ({ value, label: pages.urgencyLong[value] }))}
            onChange={(event) => set({ urgency: event.currentTarget.value as Urgency })}
          />
          {about === null && <CustomerChoice draft={draft} set={set} names={names} />}
        </div>
        <ProblemNote error={sending.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={sending.isPending}>
            {t.send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The same order sent again after a time-out calls nobody twice; another one is another page. */
function useSending(about: About | null, close: () => void) {
  const { pages } = useText();
  const client = useQueryClient();
  const { say } = useUndo();
  const key = useRef({ of: "", key: "" });
  const mutation = useMutation({
    networkMode: "always",
    mutationFn: (draft: PageDraft) => {
      const order = orderOf(draft);
      const of = JSON.stringify(order);
      if (key.current.of !== of) key.current = { of, key: crypto.randomUUID() };
      return openPage(order, key.current.key);
    },
    onSuccess: async ({ id }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["pages"] }),
        ...(about === null ? [] : [client.invalidateQueries({ queryKey: ["ticket", about.ticketId] })]),
      ]);
      say({ label: pages.form.sent({ id }) });
      close();
    },
  });
  return { send: mutation.mutate, isPending: mutation.isPending, error: mutation.error };
}

type PartProps = { draft: PageDraft; set: (change: Partial<PageDraft>) => void; names: PageNames };

function CustomerChoice({ draft, set, names }: PartProps) {
  const { pages } = useText();
  const customers = Object.entries(names.document?.customers ?? {}).map(([value, { name }]) => ({ value, label: name }));
  return (
    <NativeSelect
      label={pages.form.customer}
      value={draft.customerId}
      data={[{ value: "", label: pages.form.own }, ...customers]}
      onChange={(event) => set({ customerId: event.currentTarget.value })}
    />
  );
}

function Whom({ draft, set, names, mistake }: PartProps & { mistake: string | null }) {
  const { pages } = useText();
  const t = pages.form;
  const policies = Object.keys(names.document?.escalationPolicies ?? {});
  return (
    <>
      {policies.length > 0 && (
        <Segments
          label={t.how}
          value={draft.how}
          choices={{ targets: t.byTargets, policy: t.byPolicy }}
          pick={(how) => set({ how, policy: draft.policy === "" ? (policies[0] ?? "") : draft.policy })}
        />
      )}
      {draft.how === "policy" ? (
        <NativeSelect
          label={t.policy}
          value={draft.policy}
          data={policies}
          error={mistake}
          onChange={(event) => set({ policy: event.currentTarget.value })}
        />
      ) : (
        <Targets draft={draft} set={set} names={names} mistake={mistake} />
      )}
    </>
  );
}

type Group = { title: string; targets: readonly (readonly [string, string])[] };

/** Whoever is on call first, then teams, then everybody. */
function useGroups(names: PageNames, customerId: string): Group[] {
  const { text, code } = useLanguage();
  const t = text.pages.form;
  const { data: onCall } = useQuery(onCallNowQuery);
  const { schedules = {}, teams = {} } = names.document ?? {};
  const named = (target: string): readonly [string, string] => [target, targetNow(target, names, onCall, customerId)];
  return [
    { title: t.schedules, targets: Object.keys(schedules).map((id) => named(`schedule:${id}`)) },
    { title: t.teams, targets: Object.entries(teams).map(([id, { name }]) => [`team:${id}`, textOf(name, code)] as const) },
    {
      title: t.people,
      targets: [...names.people].map(([id, name]) => [`person:${id}`, name] as const).sort(([, a], [, b]) => a.localeCompare(b, code)),
    },
  ];
}

function Targets({ draft, set, names, mistake }: PartProps & { mistake: string | null }) {
  const { pages } = useText();
  const t = pages.form;
  const [words, setWords] = useState("");
  const groups = useGroups(names, draft.customerId);
  const isShown = ([target, name]: readonly [string, string]): boolean =>
    draft.targets.includes(target) || name.toLowerCase().includes(words.trim().toLowerCase());
  const shown = groups
    .map(({ title, targets }) => ({ title, targets: targets.filter(isShown) }))
    .filter(({ targets }) => targets.length > 0);
  return (
    <Checkbox.Group
      label={t.whom}
      description={t.whomHint}
      error={mistake}
      value={[...draft.targets]}
      onChange={(targets) => set({ targets })}
    >
      <div className={style.whom}>
        <TextInput
          aria-label={t.find}
          placeholder={t.find}
          type="search"
          data-autofocus
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          // Enter looks for somebody; it does not call yet.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={style.choices} aria-label={t.whom} tabIndex={0}>
          {shown.map(({ title, targets }) => (
            <div key={title} className={style.group}>
              <h3>{title}</h3>
              {targets.map(([target, name]) => (
                <Checkbox key={target} value={target} label={name} />
              ))}
            </div>
          ))}
          {shown.length === 0 && <p className="soft">{t.nobodyFound}</p>}
        </section>
        <p className="soft" role="status">
          {t.chosen({ count: draft.targets.length })}
        </p>
      </div>
    </Checkbox.Group>
  );
}
