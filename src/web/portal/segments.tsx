/** Few choices side by side, one of them chosen: radio buttons that look like one bar. */
import { useId } from "react";
import style from "./page.module.css";

type Props<Choice extends string> = {
  label: string;
  value: Choice;
  choices: Partial<Readonly<Record<Choice, string>>>;
  pick: (choice: Choice) => void;
};

export function Segments<Choice extends string>({ label, value, choices, pick }: Props<Choice>) {
  const name = useId();
  return (
    <fieldset className={style.segments}>
      <legend className="unseen">{label}</legend>
      {(Object.entries(choices) as [Choice, string][]).map(([choice, words]) => (
        <label key={choice} data-on={choice === value}>
          <input type="radio" className="unseen" name={name} checked={choice === value} onChange={() => pick(choice)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
