/** Files beside messages: sent one by one before the message, then named by it. */
import { queryOptions } from "@tanstack/react-query";
import type { Attachment } from "#core/ticket/ticket.ts";
import { Problem } from "./problem.ts";
import { request } from "./request.ts";

export type { Attachment };

export type AttachmentPolicy = {
  maxBytes: number;
  /** Beside one message. */
  maxFiles: number;
  /** Endings of names, without the dot. */
  deniedExtensions: readonly string[];
  /** What may stand within a text as a picture. */
  inlineTypes: readonly string[];
};

const path = "/api/v1/attachments";

export const attachmentPolicyQuery = queryOptions({
  queryKey: ["attachments", "policy"],
  queryFn: async ({ signal }) => (await request<AttachmentPolicy>("GET", `${path}/policy`, { signal })).value,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Where the bytes are; a text that shows a picture names it so: `![name](/api/v1/attachments/…)`. */
export const attachmentAddress = (id: string): string => `${path}/${encodeURIComponent(id)}`;

/**
 * Sends a file and gives what the server made of it. The browser tells of what was sent only through XMLHttpRequest, hence that.
 * @param onPercent 0 to 100
 */
export function sendFile(file: File, onPercent: (percent: number) => void, signal?: AbortSignal): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", `${path}?name=${encodeURIComponent(file.name.slice(-500))}`);
    sending.responseType = "json";
    sending.setRequestHeader("accept", "application/json");
    sending.setRequestHeader("content-type", "application/octet-stream");
    sending.upload.addEventListener("progress", ({ loaded, total }) => onPercent(Math.round((loaded / Math.max(total, 1)) * 100)));
    sending.addEventListener("load", () => {
      if (sending.status === 201) resolve(sending.response as Attachment);
      else reject(Problem.fromBody(sending.status, sending.response, `HTTP ${sending.status}`));
    });
    // The answer to what is too large may come before everything was sent: the browser then sees a broken line.
    sending.addEventListener("error", () => reject(new Problem("unreachable", 0, "")));
    sending.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    signal?.addEventListener("abort", () => sending.abort(), { once: true });
    sending.send(file);
  });
}

/** Takes back a file that no message names yet. */
export const dropFile = async (id: string): Promise<void> => {
  await request<unknown>("DELETE", attachmentAddress(id));
};
