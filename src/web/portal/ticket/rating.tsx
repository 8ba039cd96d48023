/** How it was: one click, and words for those who want to add some; it can be changed for a week. */
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { RatingScore } from "#core/ticket/ticket.ts";
import { Icon } from "../../kit/icon.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import type { Scene } from "./scene.ts";
import style from "./ticket.module.css";
import { useVerb } from "./use-verb.ts";

const scores = [1, 2, 3, 4, 5] as const satisfies readonly RatingScore[];
const changeableMs = 7 * 86_400_000;

export function Rating({ scene: { ticket, now } }: { scene: Scene }) {
  const { portal } = useText();
  const t = portal.rating;
  const { rating } = ticket;
  const [isChanging, setChanging] = useState(false);
  const verb = useVerb(ticket.id, () => setChanging(false));
  const isChangeable = rating !== null && now - Date.parse(rating.at) < changeableMs;
  const give = (score: RatingScore) => verb.mutate({ verb: "rating", body: { score, words: rating?.words ?? "" } });
  const chosen = rating?.score ?? null;
  return (
    <section className={style.request} data-tone="calm" aria-label={t.title}>
      <h2>{t.title}</h2>
      {(rating === null || isChanging) && (
        <>
          <p className="soft">{t.lead}</p>
          <div className={style.scores}>
            {scores.map((score) => (
              <button
                key={score}
                type="button"
                aria-pressed={chosen === score}
                data-lit={chosen !== null && score <= chosen}
                disabled={verb.isPending}
                onClick={() => give(score)}
              >
                <Icon name="star" size={22} />
                <span>{t.scores[score]}</span>
              </button>
            ))}
          </div>
        </>
      )}
      {rating !== null && !isChanging && (
        <>
          <p className={style.strong}>{t.given({ score: rating.score, name: t.scores[rating.score] })}</p>
          {rating.words === "" && isChangeable ? (
            <Words isBusy={verb.isPending} send={(words) => verb.mutate({ verb: "rating", body: { score: rating.score, words } })} />
          ) : (
            <>
              {rating.words !== "" && <blockquote className={style.words}>{rating.words}</blockquote>}
              <p className="soft">{t.thanks}</p>
            </>
          )}
          {isChangeable && (
            <div className={style.quiet}>
              <button type="button" onClick={() => setChanging(true)}>
                {t.change}
              </button>
            </div>
          )}
        </>
      )}
      <ProblemNote error={verb.error} />
    </section>
  );
}

/** For those who want to add some. */
function Words({ isBusy, send }: { isBusy: boolean; send: (words: string) => void }) {
  const t = useText().portal.rating;
  const [words, setWords] = useState("");
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() !== "") send(words);
      }}
    >
      <Textarea
        label={t.words}
        autosize
        minRows={2}
        maxLength={20_000}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <div className={style.buttons}>
        <Button type="submit" variant="default" loading={isBusy} disabled={words.trim() === ""}>
          {t.send}
        </Button>
      </div>
    </form>
  );
}
