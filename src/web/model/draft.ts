/** A version of the model that is being written: one text that the forms and the text itself edit, and what it would do. */
import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef, useState } from "react";
import { parse } from "yaml";
import { type Edit, editSource } from "#core/model/edit.ts";
import type { Preview } from "../api/answers.ts";
import { request } from "../api/request.ts";
import type { Document } from "../api/wire.ts";

export type InForce = { version: number; source: string };

export type Draft = {
  /** The text: the draft's, else the one in force. */
  source: string;
  /** What the text says as far as it can be read; null when it cannot. Not checked: that is the server's to do. */
  document: Document | null;
  /** Somebody has begun to write. */
  isBegun: boolean;
  /** It differs from the version in force. */
  isChanged: boolean;
  /** The version that it began from is not the one in force any more. */
  isOvertaken: boolean;
  basedOn: number;
  mayWrite: boolean;
  /** How many edits can be taken back. */
  depth: number;
  begin(): void;
  /** Edits made in a form: their effect is looked up by itself. */
  edit(...edits: Edit[]): void;
  /** The text as somebody types it: looked at when they ask. */
  write(text: string): void;
  undo(): void;
  leave(): void;
  preview(): void;
  previewing: UseMutationResult<Preview, Error, string>;
};

const Current = createContext<Draft | null>(null);
export const DraftProvider = Current.Provider;

export function useDraft(): Draft {
  const draft = useContext(Current);
  if (draft === null) throw new Error("a form of the model stands outside of its page");
  return draft;
}

type Kept = { basedOn: number; source: string };
const keptAs = "guardia.model-draft";
/** Edits come in bursts, and a look at the effect holds the model for a moment: it waits for the end of the burst. */
const patienceMs = 500;
const mostUndo = 100;

/** A draft survives a closed window: it is the reader's own until it is applied or left. */
function readKept(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keptAs) ?? "null") as Partial<Kept> | null;
    return typeof kept?.source === "string" && typeof kept.basedOn === "number" ? { source: kept.source, basedOn: kept.basedOn } : null;
  } catch {
    return null;
  }
}

function keep(kept: Kept | null): void {
  if (kept === null) localStorage.removeItem(keptAs);
  else localStorage.setItem(keptAs, JSON.stringify(kept));
}

/** Whether somebody has begun a draft in this browser. */
export const hasDraft = (): boolean => readKept() !== null;

/** Makes this text the reader's draft, whatever draft there was. */
export const keepDraft = (draft: Kept): void => keep(draft);

/** Forgets the draft that this browser keeps: it was applied. */
export const forgetDraft = (): void => keep(null);

function documentIn(source: string): Document | null {
  try {
    const value = parse(source) as Document | null;
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}

export function useModelDraft(inForce: InForce | null, mayWrite: boolean): Draft {
  const version = inForce?.version ?? 0;
  const [kept, setKept] = useState<Kept | null>(() =>
    mayWrite ? (readKept() ?? (inForce === null ? { basedOn: 0, source: "" } : null)) : null,
  );
  const [past, setPast] = useState<readonly string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const previewing = useMutation({
    mutationFn: async (source: string) => (await request<Preview>("POST", "/api/v1/model/preview", { body: { source } })).value,
  });
  const written = mayWrite ? kept : null;
  const source = written?.source ?? inForce?.source ?? "";
  const document = useMemo(() => documentIn(source), [source]);
  useEffect(() => {
    if (mayWrite) keep(written !== null && written.source !== inForce?.source ? written : null);
  }, [mayWrite, written, inForce]);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const put = (next: string | null): void => {
    clearTimeout(timer.current ?? undefined);
    previewing.reset();
    setKept(next === null ? null : { basedOn: written?.basedOn ?? version, source: next });
  };
  const look = (text: string): void => {
    timer.current = setTimeout(() => previewing.mutate(text), patienceMs);
  };
  return {
    ...{ source, document, mayWrite, previewing, isBegun: written !== null, depth: past.length },
    isChanged: written !== null && written.source !== inForce?.source,
    isOvertaken: written !== null && inForce !== null && written.basedOn !== version,
    basedOn: written?.basedOn ?? version,
    begin: () => {
      if (mayWrite && written === null) put(inForce?.source ?? "");
    },
    edit: (...edits) => {
      if (!mayWrite) return;
      const next = editSource(source, edits);
      if (next === source) return;
      setPast([...past, source].slice(-mostUndo));
      put(next);
      look(next);
    },
    write: put,
    undo: () => {
      const before = past.at(-1);
      if (before === undefined) return;
      setPast(past.slice(0, -1));
      put(before);
      if (before !== inForce?.source) look(before);
    },
    leave: () => {
      setPast([]);
      put(null);
    },
    preview: () => {
      if (written !== null && !previewing.isPending) previewing.mutate(source);
    },
  };
}

/** What stands at a path of the document; undefined where nothing does. */
export function valueAt(document: unknown, path: readonly (string | number)[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
