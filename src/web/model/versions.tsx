/** Which versions there were, since when each holds, and why it came. */
import { useQuery } from "@tanstack/react-query";
import { versionsQuery } from "../api/queries.ts";
import { useNow } from "../kit/now.ts";
import { Failure, Loading } from "../kit/states.tsx";
import { Time } from "../kit/time.tsx";
import { useText } from "../language/language.tsx";
import style from "./model-page.module.css";

/** The first version rules from the beginning of time, which is no date to read. */
const beginning = Date.parse("1971-01-01T00:00:00Z");

export function Versions() {
  const { modelPage } = useText();
  const t = modelPage.versions;
  const now = useNow();
  const versions = useQuery(versionsQuery);
  if (versions.isPending) return <Loading />;
  if (versions.isError) return <Failure error={versions.error} retry={() => void versions.refetch()} />;
  const newestFirst = [...versions.data.items].sort((a, b) => b.version - a.version);
  return (
    <section className={style.part}>
      <h2>{t.title}</h2>
      <ol className={style.versions}>
        {newestFirst.map(({ version, effectiveAt, appliedAt, appliedBy, note }) => (
          <li key={version}>
            <strong>{modelPage.version({ version })}</strong>{" "}
            <span className="soft">
              {Date.parse(effectiveAt) < beginning ? (
                modelPage.beginning
              ) : (
                <>
                  {modelPage.since} <Time at={Date.parse(effectiveAt)} now={now} isStill />
                </>
              )}
            </span>
            {note !== null && <p>{note}</p>}
            <p className="soft">
              {t.by} {appliedBy.replace(/^\w+:/, "")}, <Time at={Date.parse(appliedAt)} now={now} isStill />
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
