/** A question with few answers, all in sight and large enough for a thumb. */
import style from "./report.module.css";

type Props<Answer extends string> = {
  label: string;
  name: string;
  choices: Readonly<Record<Answer, string>>;
  value: Answer;
  pick: (answer: Answer) => void;
};

export function Question<Answer extends string>({ label, name, choices, value, pick }: Props<Answer>) {
  return (
    <fieldset className={style.question}>
      <legend className={style.label}>{label}</legend>
      <div className={style.answers}>
        {(Object.entries(choices) as [Answer, string][]).map(([answer, words]) => (
          <label key={answer} data-on={value === answer}>
            <input type="radio" name={name} value={answer} checked={value === answer} onChange={() => pick(answer)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
