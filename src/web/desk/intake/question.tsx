/** A question with few answers, all in sight. */
import style from "./intake.module.css";

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
      <legend>{label}</legend>
      {(Object.entries(choices) as [Answer, string][]).map(([answer, words]) => (
        <label key={answer} data-on={value === answer}>
          <input type="radio" name={name} value={answer} checked={value === answer} onChange={() => pick(answer)} /> {words}
        </label>
      ))}
    </fieldset>
  );
}
