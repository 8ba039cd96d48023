/** What the holder of a link has to know first. Pure. */
import type { LinkedPage } from "../api/pages.ts";

/** `calling`: somebody has to answer; `mine`: whoever the link called has it; `others`: another one has; `over`. */
export type LinkState = "calling" | "mine" | "others" | "over";

export function linkState({ state, isMine }: Pick<LinkedPage, "state" | "isMine">): LinkState {
  if (state === "resolved") return "over";
  if (state === "acknowledged") return isMine ? "mine" : "others";
  return "calling";
}
