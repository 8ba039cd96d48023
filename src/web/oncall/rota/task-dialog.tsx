/** The windows in which the rota is changed: an override, leave, a swap. Loaded when the first of them opens. */
import type { Drawn } from "../../api/rota.ts";
import { LeaveForm } from "./leave-form.tsx";
import { OverrideForm } from "./override-form.tsx";
import { SwapForm } from "./swap-form.tsx";
import type { Task } from "./task.ts";

type Props = { task: Task; drawn: Drawn | undefined; now: number; close: () => void };

export default function TaskDialog({ task, drawn, now, close }: Props) {
  if (task.kind === "override") return <OverrideForm task={task} drawn={drawn} now={now} close={close} />;
  if (task.kind === "leave") return <LeaveForm task={task} now={now} close={close} />;
  return <SwapForm task={task} now={now} close={close} />;
}
