/** Two texts compared, as a reader of changes sees it: what went is struck out, what came is underlined; neither by colour alone. */
import { useMemo } from "react";
import { compareTexts, type LineChange } from "#core/knowledge/difference.ts";
import { useText } from "../language/language.tsx";
import style from "./difference.module.css";

/** Lines that stay, around what changed. */
const around = 2;

export function Difference({ before, after, isWhole = false }: { before: string; after: string; isWhole?: boolean }) {
  const t = useText().knowledge.versions;
  const changes = useMemo(() => compareTexts(before, after), [before, after]);
  const lines = changes.map((change, at) => ({ change, at, key: `${at} ${change.kind}` }));
  if (changes.every(({ kind }) => kind === "same")) return <p className="soft">{t.same}</p>;
  const shown = isWhole ? changes.map(() => true) : changes.map((_, index) => isNearChange(changes, index));
  return (
    <div className={style.difference}>
      {lines.map(({ change, at, key }) => {
        if (shown[at]) return <Line key={key} change={change} />;
        return shown[at - 1] === false ? null : (
          <p key={key} className={style.gap} aria-hidden="true">
            ⋯
          </p>
        );
      })}
    </div>
  );
}

const isNearChange = (changes: readonly LineChange[], index: number): boolean =>
  changes.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== "same");

function Line({ change }: { change: LineChange }) {
  if (change.kind === "same") return <p className={style.same}>{change.text || "\u00a0"}</p>;
  if (change.kind === "added") {
    return (
      <p className={style.added}>
        <ins>{change.text || "\u00a0"}</ins>
      </p>
    );
  }
  if (change.kind === "removed") {
    return (
      <p className={style.removed}>
        <del>{change.text || "\u00a0"}</del>
      </p>
    );
  }
  return (
    <p className={style.rewritten}>
      {change.pieces.map((piece, index) => {
        const key = `${index}-${piece.kind}`;
        if (piece.kind === "same") return <span key={key}>{piece.text}</span>;
        return piece.kind === "added" ? <ins key={key}>{piece.text}</ins> : <del key={key}>{piece.text}</del>;
      })}
    </p>
  );
}
