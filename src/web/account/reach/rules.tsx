/** My rules as sentences, by urgency; changed in a window that says at once how it will go. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Channel,
  type NotificationRules,
  type ReachView,
  type RulesView,
  rulesQuery,
  type Urgency,
  writeRules,
} from "../../api/reach.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { Icon } from "../../kit/icon.tsx";
import { Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { say } from "../../kit/undo-store.ts";
import { useLanguage, useText } from "../../language/language.tsx";
import account from "../account.module.css";
import style from "./reach.module.css";
import { canWake, delayOf, linesOf, type RuleLine, withChannel } from "./rule-lines.ts";

const urgencies = ["high", "low"] as const;
const minuteMs = 60_000;
const delays = [0, 1, 2, 3, 5, 10, 15, 30, 60].map((count) => count * minuteMs);

export function Rules({ reach }: { reach: ReachView }) {
  const { reach: t } = useText();
  const client = useQueryClient();
  const rules = useQuery(rulesQuery);
  const [edited, setEdited] = useState<Urgency | null>(null);
  const keep = useMutation({
    mutationFn: writeRules,
    onSuccess: (answer) => {
      client.setQueryData(rulesQuery.queryKey, answer);
      say({ label: t.rules.saved });
      setEdited(null);
    },
  });
  if (rules.isPending) return <Loading />;
  if (rules.isError) return <Failure error={rules.error} retry={() => void rules.refetch()} />;
  const own = ownChannels(reach);
  return (
    <div className={style.rules}>
      <div>
        <h3>{t.rules.title}</h3>
        <p className="soft">{t.rules.lead}</p>
      </div>
      <div className={style.cards}>
        {urgencies.map((urgency) => (
          <Card key={urgency} urgency={urgency} view={rules.data} own={own} change={() => setEdited(urgency)} />
        ))}
      </div>
      {!rules.data.isDefault && (
        <Button variant="default" size="xs" loading={keep.isPending} onClick={() => keep.mutate(null)}>
          {t.rules.reset}
        </Button>
      )}
      {edited === null && <ProblemNote error={keep.error} />}
      {edited !== null && (
        <Edit
          urgency={edited}
          rules={rules.data.rules}
          own={own}
          error={keep.error}
          isSaving={keep.isPending}
          save={(changed) => keep.mutate(changed)}
          close={() => setEdited(null)}
        />
      )}
    </div>
  );
}

/** Channels by which one can be told now, each once. */
const ownChannels = ({ items, implied }: ReachView): Channel[] => [
  ...new Set([
    ...items.filter(({ verifiedAt }) => verifiedAt !== null).map(({ channel }) => channel),
    ...implied.map(({ channel }) => channel),
  ]),
];

type CardProps = { urgency: Urgency; view: RulesView; own: readonly Channel[]; change: () => void };

function Card({ urgency, view, own, change }: CardProps) {
  const { reach: t } = useText();
  const lines = linesOf(view.rules, urgency, own);
  return (
    <section className={style.card} data-urgency={urgency}>
      <header>
        <h4>{t.rules[urgency]}</h4>
        <p className="soft">{urgency === "high" ? t.rules.highHint : t.rules.lowHint}</p>
      </header>
      <Sentences lines={lines} urgency={urgency} />
      <footer>
        <span className="soft">{view.isDefault ? t.rules.default : t.rules.own}</span>
        <Button
          variant="default"
          size="xs"
          disabled={own.length === 0}
          onClick={change}
          aria-label={urgency === "high" ? t.rules.changeHigh : t.rules.changeLow}
        >
          {t.rules.change}
        </Button>
      </footer>
    </section>
  );
}

function Sentences({ lines, urgency }: { lines: readonly RuleLine[]; urgency: Urgency }) {
  const { text, locale } = useLanguage();
  const t = text.reach;
  if (lines.length === 0) return <p>{urgency === "high" ? t.rules.nothingHigh : t.rules.nothing}</p>;
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return (
    <>
      <ol className={style.lines}>
        {lines.map(({ afterMs, channels }) => (
          <li key={afterMs}>
            <span className={style.when}>{afterMs === 0 ? t.rules.atOnce : t.rules.after({ span: spanText(afterMs, locale) })}</span>
            <span>{list.format(channels.map((each) => text.pages.channel[each]))}</span>
          </li>
        ))}
      </ol>
      {urgency === "high" && !canWake(lines) && (
        <p className={style.quiet}>
          <Icon name="moon" size={16} /> {t.rules.wake}
        </p>
      )}
    </>
  );
}

/** Minutes in the reader's language, hours from one on. */
function spanText(afterMs: number, locale: string): string {
  const minutes = Math.round(afterMs / minuteMs);
  const [value, unit] = minutes >= 60 && minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return new Intl.NumberFormat(locale, { style: "unit", unit: unit as string, unitDisplay: "short" }).format(value as number);
}

type EditProps = {
  urgency: Urgency;
  rules: NotificationRules;
  own: readonly Channel[];
  error: unknown;
  isSaving: boolean;
  save: (rules: NotificationRules) => void;
  close: () => void;
};

function Edit({ urgency, rules: before, own, error, isSaving, save, close }: EditProps) {
  const { text, locale } = useLanguage();
  const t = text.reach;
  const [rules, setRules] = useState(before);
  const choices = (chosen: number | null) => {
    const known = chosen === null || delays.includes(chosen) ? delays : [...delays, chosen].sort((a, b) => a - b);
    const named = known.map((value) => ({
      value: String(value),
      label: value === 0 ? t.rules.sooner : t.rules.later({ span: spanText(value, locale) }),
    }));
    return [...named, { value: "never", label: t.rules.never }];
  };
  return (
    <Dialog close={close} title={urgency === "high" ? t.rules.editHigh : t.rules.editLow}>
      <div className={account.form}>
        {own.map((channel) => {
          const delay = delayOf(rules, urgency, channel);
          return (
            <NativeSelect
              key={channel}
              label={text.pages.channel[channel]}
              value={delay === null ? "never" : String(delay)}
              data={choices(delay)}
              onChange={({ currentTarget: { value } }) =>
                setRules(withChannel(rules, urgency, channel, value === "never" ? null : Number(value)))
              }
            />
          );
        })}
        <div className={account.preview}>
          <span className="soft">{t.rules.preview}</span>
          <Sentences lines={linesOf(rules, urgency, own)} urgency={urgency} />
        </div>
        <ProblemNote error={error} />
        <Button loading={isSaving} onClick={() => save(rules)}>
          {t.rules.save}
        </Button>
      </div>
    </Dialog>
  );
}
