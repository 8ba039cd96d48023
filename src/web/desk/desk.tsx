/** The desk of a person who is signed in: the shell, kept live. */
import { useLiveQueries } from "../kit/live-queries.ts";
import { Shell } from "../kit/shell.tsx";

export function Desk() {
  useLiveQueries();
  return <Shell />;
}
