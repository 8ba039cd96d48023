/** Files on their way to the server, beside a text that is being written: each with its progress, its refusal, and another try. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Attachment, attachmentPolicyQuery, sendFile } from "../api/attachments.ts";

export type Upload = {
  key: string;
  name: string;
  bytes: number;
  /** 0 to 100. */
  percent: number;
  state: "sending" | "done" | "failed";
  attachment: Attachment | null;
  error: unknown;
};

/** Why a file is not even tried. */
export type Objection =
  | { kind: "too-large"; name: string; limit: number }
  | { kind: "too-many"; limit: number }
  | { kind: "empty"; name: string };

export type Uploads = {
  uploads: readonly Upload[];
  /** What the server has. */
  attachments: readonly Attachment[];
  objections: readonly Objection[];
  isBusy: boolean;
  add(files: readonly File[]): void;
  remove(key: string): void;
  again(key: string): void;
  /** Takes over what a draft holds, or with nothing begins anew. */
  reset(attachments?: readonly Attachment[]): void;
};

const asDone = (attachment: Attachment): Upload => ({
  key: attachment.id,
  name: attachment.name,
  bytes: attachment.bytes,
  percent: 100,
  state: "done",
  attachment,
  error: null,
});

const asBegun = (key: string, file: File): Upload => ({
  ...{ key, name: file.name, bytes: file.size },
  ...{ percent: 0, state: "sending", attachment: null, error: null },
});

/** @param onArrived tells of each file that the server has taken, with the file: an image may stand in the text then */
export function useUploads(onArrived?: (attachment: Attachment, file: File) => void): Uploads {
  const { data: policy } = useQuery(attachmentPolicyQuery);
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [objections, setObjections] = useState<readonly Objection[]>([]);
  const under = useRef(new Map<string, { file: File; stop: AbortController }>());
  const arrived = useRef(onArrived);
  arrived.current = onArrived;
  const change = useCallback((key: string, next: Partial<Upload>) => {
    setUploads((before) => before.map((each) => (each.key === key ? { ...each, ...next } : each)));
  }, []);
  const send = useCallback(
    (key: string, file: File) => {
      const stop = new AbortController();
      under.current.set(key, { file, stop });
      sendFile(file, (percent) => change(key, { percent }), stop.signal).then(
        (attachment) => {
          under.current.delete(key);
          change(key, { state: "done", percent: 100, attachment });
          arrived.current?.(attachment, file);
        },
        (error: unknown) => {
          if (!stop.signal.aborted) change(key, { state: "failed", error });
        },
      );
    },
    [change],
  );
  useEffect(
    () => () => {
      for (const { stop } of under.current.values()) stop.abort();
    },
    [],
  );
  const mostFiles = policy?.maxFiles ?? 20;
  const mostBytes = policy?.maxBytes ?? 26_214_400;
  return {
    uploads,
    attachments: uploads.flatMap(({ attachment }) => attachment ?? []),
    objections,
    isBusy: uploads.some(({ state }) => state === "sending"),
    add: (files) => {
      const { taken, refused } = sift(files, mostFiles - uploads.length, { mostFiles, mostBytes });
      setObjections(refused);
      const begun = taken.map((file) => ({ file, key: crypto.randomUUID() }));
      setUploads((before) => [...before, ...begun.map(({ file, key }) => asBegun(key, file))]);
      for (const { file, key } of begun) send(key, file);
    },
    remove: (key) => {
      under.current.get(key)?.stop.abort();
      under.current.delete(key);
      setObjections([]);
      setUploads((before) => before.filter((each) => each.key !== key));
    },
    again: (key) => {
      const file = under.current.get(key)?.file;
      if (file === undefined) return;
      change(key, { state: "sending", percent: 0, error: null });
      send(key, file);
    },
    reset: useCallback((attachments: readonly Attachment[] = []) => {
      for (const { stop } of under.current.values()) stop.abort();
      under.current.clear();
      setObjections([]);
      setUploads(attachments.map(asDone));
    }, []),
  };
}

type Bounds = { mostFiles: number; mostBytes: number };

/** What may be sent of what was chosen, and why not the rest. Pure. */
export function sift(files: readonly File[], room: number, { mostFiles, mostBytes }: Bounds): { taken: File[]; refused: Objection[] } {
  const refused: Objection[] = [];
  const taken: File[] = [];
  for (const file of files) {
    if (file.size === 0) refused.push({ kind: "empty", name: file.name });
    else if (file.size > mostBytes) refused.push({ kind: "too-large", name: file.name, limit: mostBytes });
    else if (taken.length < room) taken.push(file);
    else if (!refused.some(({ kind }) => kind === "too-many")) refused.push({ kind: "too-many", limit: mostFiles });
  }
  return { taken, refused };
}
