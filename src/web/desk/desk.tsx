/** The desk of a person who is signed in: the shell, kept live. */
import { useLiveQueries } from "../kit/live-queries.ts";
import { queueChanged } from "../api/queue-pulse.ts";
import { Shell } from "../kit/shell.tsx";

export function Desk() {
  useLiveQueries();
  return <Shell />;
}
