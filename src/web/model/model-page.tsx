/** The support model: what is in force, what came before, and what another version would do before it does. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Preview } from "../api/answers.ts";
import { isProblem } from "../api/problem.ts";
import { meQuery, modelQuery } from "../api/queries.ts";
import { request } from "../api/request.ts";
import { useKeys } from "../kit/keys.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { Application } from "./application.tsx";
import { Diff } from "./diff.tsx";
import style from "./model-page.module.css";
import { Moved } from "./moved.tsx";
import { Problems } from "./problems.tsx";
import { type SourceHandle, SourceView } from "./source-view.tsx";
import { Versions } from "./versions.tsx";

export function ModelPage() {
  const model = useQuery({ ...modelQuery, retry: false });
  if (model.isPending) return <Loading />;
  const isMissing = isProblem(model.error, "no-model") || (isProblem(model.error) && model.error.status === 404);
  if (model.isError && !isMissing) return <Failure error={model.error} retry={() => void model.refetch()} />;
  return <ModelView key={model.data?.version ?? 0} inForce={model.data ?? null} />;
}

type InForce = { version: number; source: string };

function ModelView({ inForce }: { inForce: InForce | null }) {
  const text = useText();
  const t = text.modelPage;
  const { data: me } = useQuery(meQuery);
  const mayWrite = me?.permissions.some((each) => each === "admin" || each === "model:write") ?? false;
  const source = useRef<SourceHandle>(null);
  const { draft, edit, leave, write, preview, previewing } = useDraft(inForce, mayWrite, () => source.current?.goTo(1, 1));
  const keys = text.house.keys.groups.model;
  useKeys(keys, draft === null ? [{ keys: "e", label: t.keys.edit, run: edit }] : [{ keys: "v", label: t.keys.preview, run: preview }]);
  return (
    <div className={style.page}>
      <header className={style.head}>
        <h1>{t.title}</h1>
        <p className="soft">{inForce === null ? t.none : `${t.version(inForce.version)} · ${t.inForce}`}</p>
        <div className={style.tools}>
          {draft === null && mayWrite && (
            <Button variant="default" onClick={edit}>
              {t.edit}
            </Button>
          )}
          {draft !== null && (
            <EditTools
              leave={inForce === null ? null : leave}
              preview={preview}
              isBusy={previewing.isPending}
              isEmpty={draft.trim() === ""}
            />
          )}
        </div>
      </header>
      <div className={style.halves} data-previewed={!previewing.isIdle}>
        <section className={style.source}>
          <SourceView
            handle={source}
            text={draft ?? inForce?.source ?? ""}
            write={draft === null ? null : write}
            problems={previewing.data?.problems ?? []}
            preview={preview}
          />
        </section>
        <aside className={style.side}>
          {previewing.isPending && <Loading what={t.checking} />}
          <ProblemNote error={previewing.error} />
          {draft !== null && previewing.data !== undefined && (
            <Outcome preview={previewing.data} source={draft} goTo={(line, column) => source.current?.goTo(line, column)} />
          )}
          {draft !== null && previewing.isIdle && <p className="soft">{inForce === null ? t.noneHint : t.editHint}</p>}
          {draft === null && <Versions />}
          {!mayWrite && <p className="soft">{t.noRight}</p>}
        </aside>
      </div>
    </div>
  );
}

/** A version that is being written: null while one only reads. Whatever is typed makes the last preview void. */
function useDraft(inForce: InForce | null, mayWrite: boolean, begun: () => void) {
  const [written, setWritten] = useState<string | null>(inForce === null ? "" : null);
  const previewing = useMutation({
    mutationFn: async (source: string) => (await request<Preview>("POST", "/api/v1/model/preview", { body: { source } })).value,
  });
  const draft = mayWrite ? written : null;
  return {
    draft,
    previewing,
    preview: () => {
      if (draft !== null && !previewing.isPending) previewing.mutate(draft);
    },
    edit: () => {
      if (!mayWrite || draft !== null) return;
      setWritten(inForce?.source ?? "");
      requestAnimationFrame(begun);
    },
    leave: () => {
      setWritten(null);
      previewing.reset();
    },
    write: (next: string) => {
      setWritten(next);
      previewing.reset();
    },
  };
}

function EditTools({
  leave,
  preview,
  isBusy,
  isEmpty,
}: {
  leave: (() => void) | null;
  preview: () => void;
  isBusy: boolean;
  isEmpty: boolean;
}) {
  const t = useText().modelPage;
  return (
    <>
      {leave !== null && (
        <Button variant="default" onClick={leave}>
          {t.stop}
        </Button>
      )}
      <Button onClick={preview} loading={isBusy} disabled={isEmpty}>
        {t.preview}
      </Button>
    </>
  );
}

type OutcomeProps = { preview: Preview; source: string; goTo: (line: number, column: number) => void };

function Outcome({ preview, source, goTo }: OutcomeProps) {
  const client = useQueryClient();
  const isSound = preview.problems.every(({ severity }) => severity === "warning");
  return (
    <>
      <Problems problems={preview.problems} goTo={goTo} />
      {isSound && (
        <>
          <Diff diff={preview.diff} />
          <Moved moved={preview.moved} counts={preview.counts} />
          <Application source={source} isUnchanged={preview.isUnchanged} done={() => void client.invalidateQueries()} />
        </>
      )}
    </>
  );
}
