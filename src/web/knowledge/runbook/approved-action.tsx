/** An approved action of a step: what it is, and whether it is the reader's to do. */
import { useState } from "react";
import type { Runbook } from "../../api/knowledge.ts";
import { Icon } from "../../kit/icon.tsx";
import { useText } from "../../language/language.tsx";
import { useModelNames } from "./model-names.ts";
import style from "./runbook.module.css";

type Action = NonNullable<Runbook["steps"][number]["action"]>;

export function ApprovedAction({ action }: { action: Action }) {
  const t = useText().knowledge.runbooks;
  const who = useWho(action);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(action.target);
    setCopied(true);
  };
  return (
    <div className={style.action} data-allowed={action.mayDo}>
      <p className={style.actionHead}>
        <Icon name={action.mayDo ? "bolt" : "lock"} size={16} />
        <strong>{action.name}</strong>
        <span className="soft">{action.mayDo ? t.mayDo : t.mayNotDo({ who })}</span>
      </p>
      <div className={style.target}>
        <code>{action.target}</code>
        {action.kind === "url" && action.mayDo ? (
          <a href={action.target} target="_blank" rel="noopener noreferrer">
            {t.open}
          </a>
        ) : (
          <button type="button" onClick={() => void copy()} disabled={!action.mayDo}>
            {isCopied ? t.copied : t.copy}
          </button>
        )}
      </div>
    </div>
  );
}

/** Whose it is to do, in words. */
function useWho({ roles, teams, tier }: Action): string {
  const t = useText().knowledge.runbooks;
  const names = useModelNames();
  const parts = [
    ...roles.map((name) => t.role({ name })),
    ...teams.map((team) => t.team({ name: names.team(team) })),
    ...(tier === null ? [] : [t.tier({ tier })]),
  ];
  return parts.length === 0 ? t.everybody : parts.join(", ");
}
