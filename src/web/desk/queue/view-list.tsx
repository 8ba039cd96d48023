/** The views and saved filters beside the list, each with its count; one's own can be renamed, shared, put in order and deleted. */
import { Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { changeFilter, createFilter, filtersQuery, removeFilter, type SavedFilter } from "../../api/filters.ts";
import { meQuery, modelQuery } from "../../api/queries.ts";
import { countQuery } from "../../api/search.ts";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { useUndo } from "../../kit/undo.tsx";
import { useText } from "../../language/language.tsx";
import { type QueueAddress, queryAt } from "./address.ts";
import style from "./view-list.module.css";
import { addressOf, views } from "./views.ts";

const FilterDialog = lazy(() => import("./filter-dialog.tsx"));

type Props = { address: QueueAddress; onPick: () => void };

export function ViewList({ address, onPick }: Props) {
  const { queue } = useText();
  const { data: filters = [] } = useQuery(filtersQuery);
  const query = queryAt(address);
  const own = filters.filter(({ isOwn }) => isOwn);
  const shared = filters.filter(({ isOwn }) => !isOwn);
  const isInTeam = useIsInTeam();
  return (
    <nav className={style.list} aria-label={queue.views.label}>
      <ul>
        {views
          .filter(({ name }) => name !== "team" || isInTeam)
          .map((view) => (
            <li key={view.name}>
              <Entry
                label={queue.views[view.name]}
                to={addressOf(view.query)}
                query={view.query}
                isCurrent={address.filter === undefined && query === view.query}
                onPick={onPick}
              />
            </li>
          ))}
      </ul>
      <Filters title={queue.views.own} filters={own} address={address} onPick={onPick} />
      <Filters title={queue.views.shared} filters={shared} address={address} onPick={onPick} />
    </nav>
  );
}

/** Whoever is in no team has no team's queue. */
function useIsInTeam(): boolean {
  const { data: me } = useQuery(meQuery);
  const { data: model } = useQuery(modelQuery);
  if (me === undefined || model === undefined) return false;
  return Object.values(model.document.teams).some(({ members }) => members?.includes(me.assignee) === true);
}

type FiltersProps = Props & { title: string; filters: readonly SavedFilter[] };

function Filters({ title, filters, address, onPick }: FiltersProps) {
  if (filters.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {filters.map((filter, index) => (
          <li key={filter.id} className={style.filter}>
            <Entry
              label={filter.name}
              to={{ query: filter.query, filter: filter.id, ...(filter.order === "next-breach" ? {} : { order: filter.order }) }}
              query={filter.query}
              isCurrent={address.filter === filter.id}
              onPick={onPick}
            />
            <FilterMenu filter={filter} before={filters[index - 1]} after={filters[index + 1]} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type EntryProps = { label: string; to: QueueAddress; query: string; isCurrent: boolean; onPick: () => void };

function Entry({ label, to, query, isCurrent, onPick }: EntryProps) {
  const { data } = useQuery({ ...countQuery({ query }), refetchInterval: 60_000 });
  const count = data === undefined ? null : data.isMore ? `${data.count}+` : String(data.count);
  return (
    <Link
      to="/queue"
      search={to}
      className={style.entry}
      data-current={isCurrent}
      aria-current={isCurrent ? "page" : undefined}
      onClick={onPick}
      preload={false}
    >
      <span className={style.name}>{label}</span> <span className={style.count}>{count}</span>
    </Link>
  );
}

type MenuProps = { filter: SavedFilter; before: SavedFilter | undefined; after: SavedFilter | undefined };

function FilterMenu({ filter, before, after }: MenuProps) {
  const { queue } = useText();
  const may = useMay();
  const client = useQueryClient();
  const { offer } = useUndo();
  const [isEditing, setEditing] = useState(false);
  const renew = () => client.invalidateQueries({ queryKey: ["filters"] });
  const swap = useMutation({
    mutationFn: async (other: SavedFilter) => {
      const [mine, theirs] = filter.position === other.position ? [other.position + 1, other.position] : [other.position, filter.position];
      await Promise.all([changeFilter(filter.id, { position: mine }), changeFilter(other.id, { position: theirs })]);
    },
    onSuccess: renew,
  });
  const removal = useMutation({
    mutationFn: () => removeFilter(filter.id),
    onSuccess: () => {
      const { name, query, order, isShared, team, position } = filter;
      offer({
        label: queue.filter.removed({ name }),
        undo: async () => {
          await createFilter({ name, query, order, isShared, team, position });
          await renew();
        },
      });
      return renew();
    },
  });
  if (!filter.isOwn && !may("shared:write")) return null;
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <button type="button" className={style.more} aria-label={queue.filter.menu({ name: filter.name })}>
            <Icon name="more" size={16} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setEditing(true)}>{queue.filter.edit}</Menu.Item>
          {before !== undefined && <Menu.Item onClick={() => swap.mutate(before)}>{queue.filter.up}</Menu.Item>}
          {after !== undefined && <Menu.Item onClick={() => swap.mutate(after)}>{queue.filter.down}</Menu.Item>}
          <Menu.Item onClick={() => removal.mutate()}>{queue.filter.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isEditing && (
        <Suspense fallback={null}>
          <FilterDialog filter={filter} draft={filter} close={() => setEditing(false)} />
        </Suspense>
      )}
    </>
  );
}
