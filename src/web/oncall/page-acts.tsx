/** What a person does about a page: has it, calls the next ones, ends it. What wakes others or stops everything is asked once more. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerPage, type PageSummary, type PageVerb } from "../api/pages.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { useKeys } from "../kit/keys.ts";
import { useMay } from "../kit/may.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useUndo } from "../kit/undo.tsx";
import { useText } from "../language/language.tsx";
import style from "./page-acts.module.css";

export function useAnswer({ id, ticketId }: Pick<PageSummary, "id" | "ticketId">) {
  const { pages } = useText();
  const client = useQueryClient();
  const { say } = useUndo();
  const told: Record<PageVerb, string> = {
    acknowledgement: pages.acts.acknowledged({ id }),
    escalation: pages.acts.escalated,
    resolution: pages.acts.resolved({ id }),
  };
  return useMutation({
    networkMode: "always",
    mutationFn: (verb: PageVerb) => answerPage(id, verb),
    onSuccess: (_, verb) => say({ label: told[verb] }),
    // Also after a refusal: somebody may have been quicker.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["pages"] }),
        ...(ticketId === null ? [] : [client.invalidateQueries({ queryKey: ["ticket", ticketId] })]),
      ]),
  });
}

/** What can be done in this state. An acknowledgement that would run out is given again: it holds as long once more. */
export function possibleVerbs({ state, nextAt }: Pick<PageSummary, "state" | "nextAt">): readonly PageVerb[] {
  if (state === "resolved") return [];
  const isEnough = state === "acknowledged" && nextAt === null;
  return [...(isEnough ? [] : (["acknowledgement"] as const)), "escalation", "resolution"];
}

type Props = {
  page: PageSummary;
  size?: "xs" | "sm";
  hasResolution?: boolean;
  /** The key that acknowledges a ticket acknowledges the page: where it is the only one. */
  hasKey?: boolean;
};

export function PageActs({ page, size = "sm", hasResolution = true, hasKey = false }: Props) {
  const { pages } = useText();
  const t = pages.acts;
  const may = useMay();
  const answer = useAnswer(page);
  const [asked, setAsked] = useState<"escalation" | "resolution" | null>(null);
  const verbs = possibleVerbs(page).filter((verb) => hasResolution || verb !== "resolution");
  const isHeld = page.state === "acknowledged";
  const mayAct = may("tickets:write", page.customerId === "" ? null : page.customerId);
  const key = { keys: "a", label: isHeld ? t.hold : t.acknowledge, run: () => answer.mutate("acknowledgement") };
  useKeys(pages.title, hasKey && mayAct && verbs.includes("acknowledgement") ? [key] : []);
  if (verbs.length === 0 || !mayAct) return null;
  const doing = answer.isPending ? answer.variables : null;
  return (
    <fieldset className={style.acts} aria-label={t.label}>
      {verbs.includes("acknowledgement") && (
        <Button
          size={size}
          leftSection={<Icon name="check" size={16} />}
          variant={isHeld ? "default" : "filled"}
          title={isHeld ? t.holdHint : t.acknowledgeHint}
          loading={doing === "acknowledgement"}
          onClick={() => answer.mutate("acknowledgement")}
        >
          {isHeld ? t.hold : t.acknowledge}
          <span className="unseen">: {page.summary}</span>
        </Button>
      )}
      <Button
        size={size}
        variant="default"
        leftSection={<Icon name="up" size={16} />}
        title={t.escalateHint}
        onClick={() => setAsked("escalation")}
      >
        {t.escalate}
      </Button>
      {verbs.includes("resolution") && (
        <Button
          size={size}
          variant="default"
          leftSection={<Icon name="cross" size={16} />}
          title={t.resolveHint}
          onClick={() => setAsked("resolution")}
        >
          {t.resolve}
        </Button>
      )}
      {asked === null && <ProblemNote error={answer.error} />}
      {asked !== null && <Sure id={page.id} verb={asked} answer={answer} close={() => setAsked(null)} />}
    </fieldset>
  );
}

type SureProps = { id: number; verb: "escalation" | "resolution"; answer: ReturnType<typeof useAnswer>; close: () => void };

function Sure({ id, verb, answer, close }: SureProps) {
  const { house, pages } = useText();
  const t = pages.acts;
  const isEscalating = verb === "escalation";
  return (
    <Dialog title={isEscalating ? t.sure : t.sureResolve({ id })} close={close}>
      <div className={style.sure}>
        <p>{isEscalating ? t.escalateHint : t.resolveHint}</p>
        <ProblemNote error={answer.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button onClick={() => answer.mutate(verb, { onSuccess: close })} loading={answer.isPending} data-autofocus>
            {isEscalating ? t.escalate : t.resolve}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
