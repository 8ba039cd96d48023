/** What a person does about a page: has it, calls the next ones, ends it. What wakes others or stops everything is asked once more. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerPage, type PageSummary, type PageVerb } from "../api/pages.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
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

/** What can be done in this state; null for nothing. */
export const possibleVerbs = ({ state }: Pick<PageSummary, "state">): readonly PageVerb[] =>
  state === "resolved" ? [] : state === "acknowledged" ? ["escalation", "resolution"] : ["acknowledgement", "escalation", "resolution"];

type Props = { page: PageSummary; size?: "xs" | "sm"; hasResolution?: boolean };

export function PageActs({ page, size = "sm", hasResolution = true }: Props) {
  const t = useText().pages.acts;
  const may = useMay();
  const answer = useAnswer(page);
  const [asked, setAsked] = useState<"escalation" | "resolution" | null>(null);
  const verbs = possibleVerbs(page).filter((verb) => hasResolution || verb !== "resolution");
  if (verbs.length === 0 || !may("tickets:write", page.customerId === "" ? null : page.customerId)) return null;
  const doing = answer.isPending ? answer.variables : null;
  return (
    <fieldset className={style.acts} aria-label={t.label}>
      {verbs.includes("acknowledgement") && (
        <Button
          size={size}
          leftSection={<Icon name="check" size={16} />}
          title={t.acknowledgeHint}
          loading={doing === "acknowledgement"}
          onClick={() => answer.mutate("acknowledgement")}
        >
          {t.acknowledge}
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
      {asked !== null && (
        <Dialog title={asked === "escalation" ? t.sure : t.sureResolve({ id: page.id })} close={() => setAsked(null)}>
          <Sure
            words={asked === "escalation" ? t.escalateHint : t.resolveHint}
            label={asked === "escalation" ? t.escalate : t.resolve}
            isBusy={answer.isPending}
            error={answer.error}
            run={() => answer.mutate(asked, { onSuccess: () => setAsked(null) })}
            close={() => setAsked(null)}
          />
        </Dialog>
      )}
    </fieldset>
  );
}

type SureProps = { words: string; label: string; isBusy: boolean; error: unknown; run: () => void; close: () => void };

function Sure({ words, label, isBusy, error, run, close }: SureProps) {
  const { house } = useText();
  return (
    <div className={style.sure}>
      <p>{words}</p>
      <ProblemNote error={error} />
      <div className={style.foot}>
        <Button variant="default" onClick={close}>
          {house.form.cancel}
        </Button>
        <Button onClick={run} loading={isBusy} data-autofocus>
          {label}
        </Button>
      </div>
    </div>
  );
}
