/** The board's figures in one line: now, and over the window. Each opens its tickets. */
import { Link } from "@tanstack/react-router";
import { type BoardScope, openQuery, windowQuery } from "#core/board/figure-query.ts";
import { shareOf } from "#core/board/sums.ts";
import type { Board } from "../api/board.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./board.module.css";
import { windowOf } from "./window.ts";

type Shown = { label: string; value: string; query: string; under?: string; tone?: "late" | "soon" | undefined };

export function Figures({ board, scope }: { board: Board; scope: BoardScope }) {
  const { text } = useLanguage();
  const t = text.board;
  const { open } = board;
  const now: Shown[] = (["open", "late", "soon", "unassigned", "paused"] as const).map((figure) => ({
    label: t.figures[figure],
    value: String(open[figure]),
    query: openQuery(scope, figure),
    tone: open[figure] === 0 ? undefined : figure === "late" ? "late" : figure === "soon" ? "soon" : undefined,
  }));
  return (
    <div className={style.figures}>
      <Group title={t.now} figures={now} />
      <Group title={t.inWindow} figures={useWindowFigures(board, scope)} />
    </div>
  );
}

function useWindowFigures(board: Board, scope: BoardScope): Shown[] {
  const { text, locale } = useLanguage();
  const t = text.board;
  const { window: w } = board;
  const whole = windowOf(board);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const share = (of: { of: number; count: number }): string => {
    const part = shareOf(of);
    return part === null ? t.none : percent.format(part);
  };
  const { ratings } = w;
  return [
    { label: t.figures.resolved, value: String(w.resolved), query: windowQuery(scope, "resolved", whole) },
    { label: t.figures.firstLine, value: share(w.firstLine), under: t.of(w.firstLine), query: windowQuery(scope, "firstLine", whole) },
    { label: t.figures.kept, value: share(w.kept), under: t.of(w.kept), query: windowQuery(scope, "breached", whole) },
    { label: t.figures.reopened, value: String(w.reopened), query: windowQuery(scope, "reopened", whole) },
    {
      label: t.figures.rating,
      value: ratings.count === 0 ? t.none : decimal.format(ratings.sum / ratings.count),
      under: t.ratedBy({ count: ratings.count }),
      query: windowQuery(scope, "rated", whole),
    },
  ];
}

function Group({ title, figures }: { title: string; figures: readonly Shown[] }) {
  return (
    <section className={style.group}>
      <h2>{title}</h2>
      <ul>
        {figures.map(({ label, value, query, under, tone }) => (
          <li key={label}>
            <Link to="/queue" search={{ query }} className={style.figure} data-tone={tone}>
              <span className={style.value}>{value}</span>
              <span className={style.label}>{label}</span>
              {under !== undefined && <span className={style.under}>{under}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
