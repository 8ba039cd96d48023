/** Swaps that wait for an answer: asked of the reader, and asked by them. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerSwap, type RotaSwap, rotaChanged, swapsQuery, takeBack } from "../../api/rota.ts";
import { Icon } from "../../kit/icon.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { useUndo } from "../../kit/undo.tsx";
import { useLanguage, useText } from "../../language/language.tsx";
import style from "./asked.module.css";
import { rangeText } from "./minute-text.ts";
import { PreviewNote } from "./preview.tsx";

export function Asked({ now }: { now: number }) {
  const { rota } = useText();
  const { data } = useQuery(swapsQuery);
  const waiting = (data ?? []).filter(({ mayAnswer, mayWithdraw }) => mayAnswer || mayWithdraw);
  if (waiting.length === 0) return null;
  return (
    <section className={style.asked} aria-label={rota.asked.label}>
      <h2>
        <Icon name="across" size={16} /> {rota.asked.label}
      </h2>
      <ul>
        {waiting.map((swap) => (
          <li key={swap.id}>
            <OneSwap swap={swap} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type Answer = "acceptance" | "declining" | "withdrawal";

function useAnswering(swap: RotaSwap) {
  const { rota } = useText();
  const client = useQueryClient();
  const { say } = useUndo();
  return useMutation({
    networkMode: "always",
    mutationFn: (answer: Answer) => (answer === "withdrawal" ? takeBack("swaps", swap.id) : answerSwap(swap.id, answer)),
    onSuccess: (_, answer) => say({ label: rota.asked.told[answer] }),
    // Also after a refusal: somebody may have been quicker.
    onSettled: () => rotaChanged(client),
  });
}

function OneSwap({ swap, now }: { swap: RotaSwap; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.asked;
  const answering = useAnswering(swap);
  const range = (each: { from: string; to: string }): string => rangeText(Date.parse(each.from), Date.parse(each.to), zoned);
  const { askerName, schedule, back, askedName, note } = swap;
  const isMine = swap.mayWithdraw && !swap.mayAnswer;
  const doing = answering.isPending ? answering.variables : null;
  return (
    <article className={style.swap}>
      <div className={style.what}>
        <p>
          {isMine
            ? askedName === null
              ? t.youAskedAll({ schedule })
              : t.youAsked({ who: askedName, schedule })
            : t.asksYou({ who: askerName, schedule })}
        </p>
        <p className={style.range}>{range(swap)}</p>
        {back !== null && (
          <p>
            {isMine ? t.youTake : t.theyTake({ who: askerName })} <span className={style.range}>{range(back)}</span>
          </p>
        )}
        {note !== null && (
          <p className={style.note} dir="auto">
            {note}
          </p>
        )}
        <p className="soft">{t.expires({ when: shortInstant(Date.parse(swap.expiresAt), now, zoned) })}</p>
        {swap.mayAnswer && <PreviewNote order={{ kind: "acceptance", swap: swap.id }} isShort />}
        <ProblemNote error={answering.error} />
      </div>
      <div className={style.acts}>
        {swap.mayAnswer && (
          <Button
            size="xs"
            leftSection={<Icon name="check" size={14} />}
            loading={doing === "acceptance"}
            onClick={() => answering.mutate("acceptance")}
          >
            {t.accept}
            <span className="unseen">: {range(swap)}</span>
          </Button>
        )}
        {swap.mayAnswer && swap.asked !== null && (
          <Button size="xs" variant="default" loading={doing === "declining"} onClick={() => answering.mutate("declining")}>
            {t.decline}
            <span className="unseen">: {range(swap)}</span>
          </Button>
        )}
        {swap.mayWithdraw && (
          <Button size="xs" variant="default" loading={doing === "withdrawal"} onClick={() => answering.mutate("withdrawal")}>
            {t.withdraw}
            <span className="unseen">: {range(swap)}</span>
          </Button>
        )}
      </div>
    </article>
  );
}
