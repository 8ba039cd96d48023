/** What the signs of the picture mean, and what one can do with it. */
import { Icon } from "../../kit/icon.tsx";
import { useText } from "../../language/language.tsx";
import style from "./rota.module.css";

export function Legend({ isByPerson, mayDraw }: { isByPerson: boolean; mayDraw: boolean }) {
  const t = useText().rota.legend;
  return (
    <div className={style.legend}>
      <ul>
        <li>
          <span className={style.swatch} data-kind="shift" />
          {t.shift}
        </li>
        <li>
          <span className={style.swatch} data-kind="override">
            <Icon name="across" size={11} />
          </span>
          {t.override}
        </li>
        <li>
          <span className={style.swatch} data-kind="feed">
            <Icon name="link" size={11} />
          </span>
          {t.feed}
        </li>
        <li>
          <span className={style.swatch} data-kind="leave" />
          {t.leave}
        </li>
        {!isByPerson && (
          <li>
            <span className={style.swatch} data-kind="gap">
              <Icon name="warn" size={11} />
            </span>
            {t.gap}
          </li>
        )}
        <li>
          <span className={style.swatch} data-kind="holiday" />
          {t.holiday}
        </li>
      </ul>
      <p className={style.hint}>
        {mayDraw && !isByPerson && <span className={style.byPointer}>{t.draw} </span>}
        <span>{t.keys}</span>
      </p>
    </div>
  );
}
