/** A runbook that is being written. */
import { useState } from "react";
import type { Runbook, RunbookOrder } from "../../api/knowledge.ts";

export type StepOrder = RunbookOrder["steps"][number];
export type Sheet = ReturnType<typeof useSheet>;

const emptyStep = (id: string): StepOrder => ({ id, title: "", text: "", expected: "", action: null });

/** An id that no step has: old ones keep theirs, so that what was ticked on a ticket stays ticked. */
function freshId(steps: readonly StepOrder[]): string {
  for (let number = steps.length + 1; ; number++) {
    const id = `step-${number}`;
    if (steps.every((step) => step.id !== id)) return id;
  }
}

function begun(runbook: Runbook | null, owner: string): RunbookOrder {
  if (runbook === null) return { name: "", summary: "", service: null, component: null, kinds: [], owner, steps: [emptyStep("step-1")] };
  const { name, summary, service, component, kinds, steps } = runbook;
  const written = steps.map(({ action, ...step }): StepOrder => {
    if (action === null) return { ...step, action };
    const { mayDo: _mayDo, ...approved } = action;
    return { ...step, action: approved };
  });
  return { name, summary, service, component, kinds, owner, steps: written };
}

export function useSheet(runbook: Runbook | null, owner: string) {
  const [order, setOrder] = useState(() => begun(runbook, owner));
  const setSteps = (change: (steps: StepOrder[]) => StepOrder[]) => setOrder((before) => ({ ...before, steps: change([...before.steps]) }));
  return {
    order,
    write: (change: Partial<RunbookOrder>) => setOrder((before) => ({ ...before, ...change })),
    writeStep: (id: string, change: Partial<StepOrder>) =>
      setSteps((steps) => steps.map((step) => (step.id === id ? { ...step, ...change } : step))),
    addStep: () => setSteps((steps) => [...steps, emptyStep(freshId(steps))]),
    removeStep: (id: string) => setSteps((steps) => steps.filter((step) => step.id !== id)),
    moveStep: (id: string, overId: string) =>
      setSteps((steps) => {
        const from = steps.findIndex((step) => step.id === id);
        const to = steps.findIndex((step) => step.id === overId);
        const [moved] = steps.splice(from, 1);
        if (moved !== undefined) steps.splice(to, 0, moved);
        return steps;
      }),
  };
}
