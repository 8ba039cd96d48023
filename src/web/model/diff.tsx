/** What changes from the model in force to the one that is written: thing by thing, each leaf before and after. */
import type { ModelChange } from "../api/answers.ts";
import { grouped } from "../kit/grouped.ts";
import { useText } from "../language/language.tsx";
import style from "./model-page.module.css";

const mostLeaves = 12;

export function Diff({ diff }: { diff: readonly ModelChange[] }) {
  const t = useText().modelPage.diff;
  const things = [...grouped(diff, ({ entity, id }) => `${entity} ${id}`)].map(([key, changes]) => ({
    key,
    changes,
    change: changeOf(changes),
  }));
  const count = (change: ModelChange["kind"]) => things.filter((thing) => thing.change === change).length;
  return (
    <section className={style.part}>
      <h2>{t.title}</h2>
      {things.length === 0 ? (
        <p>{t.nothing}</p>
      ) : (
        <p className="soft">{t.counts({ added: count("added"), removed: count("removed"), changed: count("changed") })}</p>
      )}
      <ul className={style.changes}>
        {things.map(({ key, changes, change }) => (
          <li key={key} data-change={change}>
            <p>
              <span className={style.change}>{t[change]}</span> {t.kinds[changes[0]!.entity as keyof typeof t.kinds]}{" "}
              <code>{changes[0]!.id}</code>
            </p>
            {change === "changed" && <Leaves changes={changes} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A thing that comes or goes is one line of its own, without a leaf. */
function changeOf(changes: readonly ModelChange[]): ModelChange["kind"] {
  const [first] = changes;
  return changes.length === 1 && leafOf(first!) === "" ? first!.kind : "changed";
}

/** `targets.P1.response` of `agreement acme targets.P1.response`. */
const leafOf = ({ path, entity, id }: ModelChange): string => path.slice(`${entity}${id === "" ? "" : ` ${id}`}`.length).trim();

function Leaves({ changes }: { changes: readonly ModelChange[] }) {
  const t = useText().modelPage.diff;
  return (
    <>
      <dl className={style.leaves}>
        {changes.slice(0, mostLeaves).map((change) => (
          <div key={change.path}>
            <dt>
              <code>{leafOf(change)}</code>
            </dt>
            <dd>
              <del>{written(change.before) ?? t.nothingThere}</del>
              <ins>{written(change.after) ?? t.nothingThere}</ins>
            </dd>
          </div>
        ))}
      </dl>
      {changes.length > mostLeaves && <p className="soft">{t.more({ count: changes.length - mostLeaves })}</p>}
    </>
  );
}

function written(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
