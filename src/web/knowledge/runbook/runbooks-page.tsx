/** All runbooks of the house. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type RunbookSummary, runbooksQuery } from "../../api/knowledge.ts";
import { modelQuery } from "../../api/queries.ts";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { textOf, useLanguage, useText } from "../../language/language.tsx";
import type { RunbooksAddress } from "../address.ts";
import list from "../knowledge.module.css";
import { SearchBox } from "../knowledge.tsx";
import { Room } from "../room.tsx";
import style from "./runbook.module.css";

export function RunbooksPage() {
  const { knowledge, house } = useText();
  const t = knowledge.runbooks;
  const may = useMay();
  const navigate = useNavigate();
  const address = useSearch({ strict: false }) as RunbooksAddress;
  const runbooks = useQuery(
    runbooksQuery({ ...(address.q === undefined ? {} : { q: address.q }), ...(address.retired === undefined ? {} : { retired: "yes" }) }),
  );
  const go = (change: RunbooksAddress) => {
    const next = Object.fromEntries(Object.entries({ ...address, ...change }).filter(([, value]) => value !== undefined && value !== ""));
    void navigate({ to: "/runbooks", search: next, replace: true });
  };
  const write = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => void navigate({ to: "/runbooks/new" })}>
      {t.write}
    </Button>
  );
  return (
    <Room tools={may("knowledge:write") ? write : null}>
      <div className={list.search}>
        <SearchBox value={address.q ?? ""} label={t.search} search={(q) => go({ q })} />
      </div>
      <div className={list.filters}>
        <button
          type="button"
          className={list.switch}
          aria-pressed={address.retired === "yes"}
          onClick={() => go({ retired: address.retired === "yes" ? undefined : "yes" })}
        >
          {t.retired}
        </button>
      </div>
      {runbooks.isPending && <Loading what={house.states.loading} />}
      {runbooks.isError && <Failure error={runbooks.error} retry={() => void runbooks.refetch()} />}
      {runbooks.data?.items.length === 0 &&
        (address.q === undefined ? <Empty title={t.empty}>{t.emptyHint}</Empty> : <Empty title={t.none} />)}
      {runbooks.data !== undefined && runbooks.data.items.length > 0 && (
        <ul className={style.cards}>
          {runbooks.data.items.map((runbook) => (
            <Card key={runbook.id} runbook={runbook} />
          ))}
        </ul>
      )}
    </Room>
  );
}

function Card({ runbook }: { runbook: RunbookSummary }) {
  const { knowledge, words } = useText();
  const t = knowledge.runbooks;
  const { code } = useLanguage();
  const { data: model } = useQuery(modelQuery);
  const service = runbook.service === null ? undefined : model?.document.services[runbook.service];
  const component = runbook.component === null ? undefined : service?.components[runbook.component];
  const where = [service, component].filter((each) => each !== undefined).map(({ name }) => textOf(name, code));
  return (
    <li>
      <p className={style.where}>{where.length === 0 ? t.anyService : where.join(" › ")}</p>
      <h2>
        <Link to="/runbooks/$runbookId" params={{ runbookId: runbook.id }} search={{}}>
          {runbook.name}
        </Link>
      </h2>
      <p className={style.summary}>{runbook.summary}</p>
      <p className={style.under}>
        <span>{t.steps({ count: runbook.steps })}</span>
        {runbook.actions > 0 && <span>{t.actions({ count: runbook.actions })}</span>}
        {runbook.kinds.length > 0 && <span>{t.forKinds({ kinds: runbook.kinds.map((each) => words.kind[each]).join(", ") })}</span>}
        <span>{t.version({ version: runbook.version })}</span>
      </p>
    </li>
  );
}
