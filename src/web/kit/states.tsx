/** What a page shows when it has nothing yet, nothing at all, or bad news. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { isProblem } from "../api/problem.ts";
import { useText } from "../language/language.tsx";
import { Icon } from "./icon.tsx";
import style from "./states.module.css";

export function Loading({ what }: { what?: string }) {
  const { house } = useText();
  return (
    <div className={style.loading} role="status">
      <span className={style.glow} aria-hidden="true" />
      {what ?? house.states.loading}
    </div>
  );
}

/** `isPage`: there is nothing else on the page, so that this is its heading. */
export function Empty({ title, children, isPage = false }: { title: string; children?: ReactNode; isPage?: boolean }) {
  return (
    <div className={style.empty}>
      {isPage ? <h1 className={style.emptyTitle}>{title}</h1> : <p className={style.emptyTitle}>{title}</p>}
      {children !== undefined && <div className="soft">{children}</div>}
    </div>
  );
}

/** A whole page or panel that could not be had. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { house } = useText();
  return (
    <div className={style.failure} role="alert">
      <Icon name="warn" />
      <div>
        <p className={style.failureTitle}>{house.states.failed}</p>
        <p>{sentenceOf(error, house.states.brokenHint)}</p>
        {retry !== undefined && (
          <Button variant="default" size="xs" mt="sm" onClick={retry}>
            {house.states.again}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A refusal beside what was asked: what is wrong, and what to do instead. */
export function ProblemNote({ error }: { error: unknown }) {
  const { house } = useText();
  if (error === null || error === undefined) return null;
  const errors =
    isProblem(error) && Array.isArray(error.facts.errors) ? (error.facts.errors as { pointer?: string; detail?: string }[]) : [];
  return (
    <div className={style.problem} role="alert">
      <Icon name="warn" size={16} />
      <div>
        <p>{sentenceOf(error, house.states.brokenHint)}</p>
        {errors.length > 1 && (
          <ul>
            {errors.map(({ pointer, detail }) => (
              <li key={`${pointer}${detail}`}>
                <code>{pointer?.slice(1)}</code> {detail}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** What a person is told of an error: a refusal's own sentence, else `otherwise`. */
export const sentenceOf = (error: unknown, otherwise: string): string => (isProblem(error) ? error.message : otherwise);
