/**
 * What somebody is writing: kept in the browser with each letter, and by the server after a pause, so that it survives a reload, a crash
 * and a change of machine. It goes when it was sent.
 */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Attachment } from "../../../api/attachments.ts";
import { type Draft, draftQuery, dropDraft, keepDraft } from "../../../api/drafts.ts";

export type Written = { text: string; attachments: readonly Attachment[] };
/** `at`: when it was written last; `keptAt`: when the server had it last. */
export type Kept = Written & { at: number; keptAt: number | null };

const pauseMs = 1_500;
const prefix = "guardia.draft ";
const nothing: Kept = { text: "", attachments: [], at: 0, keptAt: null };

const known = new Map<string, Kept>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const observers = new Set<() => void>();

export const isEmpty = ({ text, attachments }: Written): boolean => text.trim() === "" && attachments.length === 0;

function publish(key: string, next: Kept): void {
  known.set(key, next);
  for (const observer of observers) observer();
}

/** Of this browser; empty when there is none. */
export function draftOf(key: string): Kept {
  let draft = known.get(key);
  if (draft === undefined) {
    draft = readLocal(key);
    known.set(key, draft);
  }
  return draft;
}

function readLocal(key: string): Kept {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(prefix + key) ?? "null");
    if (typeof read !== "object" || read === null) return nothing;
    const { text, attachments, at } = read as Partial<Kept>;
    return typeof text === "string"
      ? { text, attachments: Array.isArray(attachments) ? attachments : [], at: Number(at) || 0, keptAt: null }
      : nothing;
  } catch {
    return nothing;
  }
}

function writeLocal(key: string, draft: Kept): void {
  try {
    if (isEmpty(draft)) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing, or has no room left: the server has it a moment later.
  }
}

/** Writes it down here at once, and with the server after a pause. */
export function writeDraft(key: string, written: Written): void {
  const before = draftOf(key);
  const next: Kept = { ...written, at: Date.now(), keptAt: before.keptAt };
  writeLocal(key, next);
  publish(key, next);
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => void send(key), pauseMs),
  );
}

async function send(key: string): Promise<void> {
  timers.delete(key);
  const { at, ...draft } = draftOf(key);
  try {
    if (isEmpty(draft)) await dropDraft(key);
    else await keepDraft(key, { text: draft.text, attachments: draft.attachments });
    const now = draftOf(key);
    if (now.at === at) publish(key, { ...now, keptAt: isEmpty(draft) ? null : Date.now() });
  } catch {
    // The browser still has it, and the next letter tries again.
  }
}

/** It was sent, or is not wanted any more. */
export function forgetDraft(key: string): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  writeLocal(key, nothing);
  publish(key, { ...nothing, at: Date.now() });
  void dropDraft(key).catch(() => undefined);
}

/** It is on its way: gone from here, while the server keeps it until it has arrived. */
export function takeDraft(key: string): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  writeLocal(key, nothing);
  publish(key, { ...nothing, at: Date.now() });
}

/** Takes over what the server has, written on another device, unless this browser's is younger. Gives whether it did. */
export function adoptDraft(key: string, found: Draft<Partial<Written>> | null): boolean {
  if (found === null || typeof found.value?.text !== "string") return false;
  const here = draftOf(key);
  const at = Date.parse(found.updatedAt);
  if (here.at >= at && (!isEmpty(here) || here.at > 0)) return false;
  const text = found.value.text;
  const attachments = Array.isArray(found.value.attachments) ? found.value.attachments : [];
  if (text === here.text && attachments.length === here.attachments.length) return false;
  const next: Kept = { text, attachments, at, keptAt: at };
  writeLocal(key, next);
  publish(key, next);
  return true;
}

export const useDraft = (key: string): Kept =>
  useSyncExternalStore(
    (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    () => draftOf(key),
  );

/** What is being written, taken over from another device where that is younger: `adoptedAt` says when it was written there. */
export function useKeptDraft(key: string): { draft: Kept; adoptedAt: number | null; discard(): void } {
  const draft = useDraft(key);
  const [adoptedAt, setAdoptedAt] = useState<number | null>(null);
  const { data: found } = useQuery({ ...draftQuery<Partial<Written>>(key), staleTime: 0, gcTime: 0, refetchOnWindowFocus: false });
  useEffect(() => {
    if (found !== undefined && adoptDraft(key, found)) setAdoptedAt(Date.parse(found!.updatedAt));
  }, [key, found]);
  const discard = () => {
    setAdoptedAt(null);
    forgetDraft(key);
  };
  return { draft, adoptedAt, discard };
}
