/** The support model: what is in force, its parts as forms and as text, and what another version would do before it does. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useRef } from "react";
import { isProblem } from "../api/problem.ts";
import { modelQuery } from "../api/queries.ts";
import { useKeys } from "../kit/keys.ts";
import { useMay } from "../kit/may.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { Application } from "./application.tsx";
import { Diff } from "./diff.tsx";
import { type Draft, DraftProvider, forgetDraft, type InForce, useDraft, useModelDraft } from "./draft.ts";
import style from "./model-page.module.css";
import { Moved } from "./moved.tsx";
import { type ModelPart, modelParts } from "./parts.ts";
import { Problems } from "./problems.tsx";
import { type SourceHandle, SourceView } from "./source-view.tsx";
import { Versions } from "./versions.tsx";

const forms = {
  calendars: lazy(async () => ({ default: (await import("./parts/calendars.tsx")).Calendars })),
  agreements: lazy(async () => ({ default: (await import("./parts/agreements.tsx")).Agreements })),
  services: lazy(async () => ({ default: (await import("./parts/services.tsx")).Services })),
  teams: lazy(async () => ({ default: (await import("./parts/parties.tsx")).Teams })),
  people: lazy(async () => ({ default: (await import("./parts/parties.tsx")).People })),
  customers: lazy(async () => ({ default: (await import("./parts/parties.tsx")).Customers })),
} as const;

export function ModelPage() {
  const model = useQuery({ ...modelQuery, retry: false });
  if (model.isPending) return <Loading />;
  const isMissing = isProblem(model.error, "no-model") || (isProblem(model.error) && model.error.status === 404);
  if (model.isError && !isMissing) return <Failure error={model.error} retry={() => void model.refetch()} />;
  return <ModelView inForce={model.data ?? null} />;
}

function ModelView({ inForce }: { inForce: InForce | null }) {
  const text = useText();
  const t = text.modelPage;
  const may = useMay();
  const source = useRef<SourceHandle>(null);
  const draft = useModelDraft(inForce, may("model:write"));
  const { part = "text" } = useSearch({ from: "/desk/model" });
  const begin = () => {
    draft.begin();
    requestAnimationFrame(() => source.current?.goTo(1, 1));
  };
  const keys = text.house.keys.groups.model;
  useKeys(
    keys,
    draft.isBegun ? [{ keys: "v", label: t.keys.preview, run: draft.preview }] : [{ keys: "e", label: t.keys.edit, run: begin }],
  );
  return (
    <DraftProvider value={draft}>
      <div className={style.page}>
        <header className={style.head}>
          <h1>{t.title}</h1>
          <p className="soft">{inForce === null ? t.none : `${t.version({ version: inForce.version })} · ${t.inForce}`}</p>
          <div className={style.tools}>
            <Tools draft={draft} isFirst={inForce === null} begin={begin} isText={part === "text"} />
          </div>
        </header>
        <Parts />
        <div className={style.halves} data-previewed={!draft.previewing.isIdle}>
          {part === "text" ? (
            <section className={style.source}>
              <SourceView
                handle={source}
                text={draft.source}
                write={draft.isBegun ? draft.write : null}
                problems={draft.previewing.data?.problems ?? []}
                preview={draft.preview}
              />
            </section>
          ) : (
            <PartForm part={part} />
          )}
          <aside className={style.side}>
            <Effect inForce={inForce} goTo={(line, column) => source.current?.goTo(line, column)} />
          </aside>
        </div>
      </div>
    </DraftProvider>
  );
}

function Parts() {
  const { modelForms } = useText();
  const { part: current = "text" } = useSearch({ from: "/desk/model" });
  return (
    <nav className={style.parts} aria-label={modelForms.parts.label}>
      {modelParts.map((part) => (
        <Link
          key={part}
          to="/model"
          search={part === "text" ? {} : { part }}
          activeOptions={{ exact: true, includeSearch: false }}
          data-current={current === part}
          aria-current={current === part ? "page" : undefined}
        >
          {modelForms.parts[part]}
        </Link>
      ))}
    </nav>
  );
}

function PartForm({ part }: { part: Exclude<ModelPart, "text"> }) {
  const { modelForms } = useText();
  const { document } = useDraft();
  const Form = forms[part];
  return (
    <section className={style.formArea} aria-label={modelForms.parts[part]}>
      {document === null ? (
        <p className={style.unread}>{modelForms.unreadable}</p>
      ) : (
        <Suspense fallback={<Loading />}>
          <Form />
        </Suspense>
      )}
    </section>
  );
}

function Tools({ draft, isFirst, begin, isText }: { draft: Draft; isFirst: boolean; begin: () => void; isText: boolean }) {
  const { modelPage: t, modelForms } = useText();
  if (!draft.mayWrite) return null;
  if (!draft.isBegun) {
    return isText ? (
      <Button variant="default" onClick={begin}>
        {t.edit}
      </Button>
    ) : null;
  }
  return (
    <>
      {draft.depth > 0 && (
        <Button variant="default" onClick={draft.undo}>
          {modelForms.undo}
        </Button>
      )}
      {!isFirst && (
        <Button variant="default" onClick={draft.leave}>
          {t.stop}
        </Button>
      )}
      <Button onClick={draft.preview} loading={draft.previewing.isPending} disabled={draft.source.trim() === ""}>
        {t.preview}
      </Button>
    </>
  );
}

/** What the draft would do; before there is one, which versions there were. */
function Effect({ inForce, goTo }: { inForce: InForce | null; goTo: (line: number, column: number) => void }) {
  const { modelPage: t, modelForms } = useText();
  const draft = useDraft();
  const { previewing } = draft;
  return (
    <>
      {draft.isOvertaken && <p className={style.overtaken}>{modelForms.overtaken({ from: draft.basedOn, now: inForce?.version ?? 0 })}</p>}
      {previewing.isPending && <Loading what={t.checking} />}
      <ProblemNote error={previewing.error} />
      {draft.isBegun && previewing.data !== undefined && <Outcome goTo={goTo} />}
      {draft.isBegun && previewing.isIdle && <p className="soft">{inForce === null ? t.noneHint : t.editHint}</p>}
      {!draft.isBegun && <Versions />}
      {!draft.mayWrite && <p className="soft">{t.noRight}</p>}
    </>
  );
}

function Outcome({ goTo }: { goTo: (line: number, column: number) => void }) {
  const client = useQueryClient();
  const { previewing, source, basedOn, leave } = useDraft();
  const preview = previewing.data;
  if (preview === undefined) return null;
  const isSound = preview.problems.every(({ severity }) => severity === "warning");
  const done = () => {
    forgetDraft();
    leave();
    void client.invalidateQueries();
  };
  return (
    <>
      <Problems problems={preview.problems} goTo={goTo} />
      {isSound && (
        <>
          <Diff diff={preview.diff} />
          <Moved moved={preview.moved} counts={preview.counts} />
          <Application source={source} basedOn={basedOn} isUnchanged={preview.isUnchanged} done={done} />
        </>
      )}
    </>
  );
}
