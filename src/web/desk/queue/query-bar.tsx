/** The query as one writes it: it completes itself at the caret, underlines what is not understood, and says what to do about it. */
import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useRef } from "react";
import { type Names, parseQuery, type QueryProblem } from "#core/search/query.ts";
import { modelQuery } from "../../api/queries.ts";
import { Icon } from "../../kit/icon.tsx";
import { textOf, useLanguage } from "../../language/language.tsx";
import style from "./query-bar.module.css";
import { type Offered, useCompletion } from "./query-completion.ts";
import { useTypedQuery } from "./typed-query.ts";

type Props = { query: string; change: (query: string) => void };

export function QueryBar({ query, change }: Props) {
  const { text } = useLanguage();
  const t = text.queue.query;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const names = useNames();
  const { typed, write, settle } = useTypedQuery(query, change);
  const { problems } = useMemo(() => parseQuery(typed), [typed]);
  const { offered, offer, take, onKeyDown, close } = useCompletion({ typed, write, settle, input, names });
  const isOpen = offered !== null;
  return (
    <search className={style.bar} aria-label={t.label}>
      <span className={style.glass}>
        <Icon name="search" size={16} />
      </span>
      <div className={style.field} data-wrong={problems.length > 0}>
        <div ref={mirror} className={style.mirror} aria-hidden="true">
          <Underlined text={typed} problems={problems} />
        </div>
        <input
          ref={input}
          data-query=""
          className={style.input}
          value={typed}
          placeholder={t.placeholder}
          aria-label={t.label}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={`${id}-options`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && offered.chosen >= 0 ? `${id}-${offered.chosen}` : undefined}
          aria-describedby={problems.length > 0 ? `${id}-problems` : undefined}
          aria-invalid={problems.length > 0}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={500}
          onChange={(event) => {
            write(event.currentTarget.value);
            offer(event.currentTarget.value, event.currentTarget.selectionStart ?? 0, false);
          }}
          onScroll={(event) => {
            if (mirror.current !== null) mirror.current.scrollLeft = event.currentTarget.scrollLeft;
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
      </div>
      {typed !== "" && (
        <button type="button" className={style.clear} aria-label={t.clear} onClick={() => write("", true)}>
          <Icon name="cross" size={14} />
        </button>
      )}
      {isOpen && <Options id={id} offered={offered} take={take} />}
      {!isOpen && problems.length > 0 && <Problems id={`${id}-problems`} problems={problems} text={typed} write={write} />}
    </search>
  );
}

/** The same text under the field, of which only the wavy lines are seen. */
function Underlined({ text, problems }: { text: string; problems: readonly QueryProblem[] }) {
  const pieces: React.ReactNode[] = [];
  let at = 0;
  for (const { from, to } of [...problems].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    pieces.push(text.slice(at, from), <span key={from}>{text.slice(from, Math.max(to, from + 1))}</span>);
    at = Math.max(to, from + 1);
  }
  return <>{[...pieces, text.slice(at)]}</>;
}

type OptionsProps = { id: string; offered: Offered; take: (insert: string) => void };

function Options({ id, offered: { completion, chosen }, take }: OptionsProps) {
  const { text } = useLanguage();
  const hints: Readonly<Record<string, string>> = text.queue.query.fields;
  const { status, priority, kind, coverage, channel, pauseShort } = text.words;
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    status,
    priority,
    kind,
    coverage,
    channel,
    paused: pauseShort,
  };
  const word = (field: string, value: string): string => words[field]?.[value] ?? "";
  return (
    <div className={style.options} id={`${id}-options`} role="listbox" aria-label={text.queue.query.options}>
      {completion.options.map(({ insert, label, hint }, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, and names the option that is meant
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys choose
        <div
          key={insert}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          className={style.option}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(insert)}
          ref={index === chosen ? (row) => row?.scrollIntoView({ block: "nearest" }) : undefined}
        >
          <span className={style.insert}>{insert}</span>
          <span className={style.hint}>{hint === label ? hints[hint] : label === insert ? word(hint, insert) : label}</span>
        </div>
      ))}
    </div>
  );
}

type ProblemsProps = { id: string; problems: readonly QueryProblem[]; text: string; write: (query: string, isSettled?: boolean) => void };

function Problems({ id, problems, text, write }: ProblemsProps) {
  const t = useLanguage().text.queue.query;
  return (
    <ul className={style.problems} id={id} aria-label={t.problems}>
      {problems.map(({ code, facts, from, to }) => {
        const sentence: unknown = t.problem[code];
        const { near } = facts;
        return (
          <li key={`${code}${from}`}>
            {typeof sentence === "function" ? (sentence as (values: object) => string)({ ...empty, ...facts }) : String(sentence)}{" "}
            {near !== undefined && (
              <button type="button" onClick={() => write(`${text.slice(0, from)}${near}${text.slice(to)}`, true)}>
                {t.fix({ text: near })}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** A message whose fact is missing would throw. */
const empty = { field: "", value: "", known: "", number: "", most: "" };

/** What the model calls things, for the values of fields. */
function useNames(): Names {
  const { code } = useLanguage();
  const { data } = useQuery(modelQuery);
  return useMemo(() => {
    const { customers = {}, teams = {}, people = {}, services = {} } = data?.document ?? {};
    const named = (all: object): { key: string; name: string }[] =>
      Object.entries(all as Record<string, { name?: Parameters<typeof textOf>[0] }>).map(([key, { name }]) => ({
        key,
        name: name === undefined ? key : textOf(name, code),
      }));
    const components = new Map(Object.values(services).flatMap((service) => named(service.components).map((each) => [each.key, each])));
    return {
      customers: named(customers),
      teams: named(teams),
      people: named(people),
      services: named(services),
      components: [...components.values()],
    };
  }, [data, code]);
}
