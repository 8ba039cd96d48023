/** People, roles and tokens: who signs in, what they may do, and the programs that act for us. */
import { Link, useSearch } from "@tanstack/react-router";
import { useMay } from "../kit/may.ts";
import { useText } from "../language/language.tsx";
import { parts } from "./address.ts";
import { PeopleList } from "./list.tsx";
import style from "./people.module.css";
import { Roles } from "./roles.tsx";
import { Tokens } from "./tokens.tsx";

export function PeoplePage() {
  const { people: t } = useText();
  const { part = "people" } = useSearch({ from: "/desk/people" });
  const may = useMay();
  const open = may("admin") ? parts : parts.filter((each) => each === "people");
  const shown = open.includes(part) ? part : "people";
  return (
    <div className={style.page}>
      <div>
        <h1>{t.title}</h1>
        <p className="soft">{t.lead}</p>
      </div>
      {open.length > 1 && (
        <nav className={style.tabs} aria-label={t.tabs.label}>
          {open.map((each) => (
            <Link
              key={each}
              to="/people"
              search={each === "people" ? {} : { part: each }}
              activeOptions={{ exact: true }}
              {...(each === shown ? { "aria-current": "page" as const } : {})}
            >
              {t.tabs[each]}
            </Link>
          ))}
        </nav>
      )}
      {shown === "people" && <PeopleList />}
      {shown === "roles" && <Roles />}
      {shown === "tokens" && <Tokens />}
    </div>
  );
}
