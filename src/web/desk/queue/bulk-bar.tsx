/** What to do with the tickets that are selected: at the foot of the list, as long as some are. */
import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { peopleQuery } from "../../api/people.ts";
import { meQuery, modelQuery } from "../../api/queries.ts";
import { countQuery } from "../../api/search.ts";
import { Icon } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { phone, useMatches } from "../../kit/matches.ts";
import { useMay } from "../../kit/may.ts";
import { usePalette } from "../../kit/palette.tsx";
import { useLanguage } from "../../language/language.tsx";
import style from "./bulk-bar.module.css";
import { type BulkAction, type BulkVerb, bulkActions } from "./bulk-verbs.ts";
import { mostSelected, nothingSelected, type Selection } from "./selection.ts";

const loadDialog = () => import("./bulk-dialog.tsx");
const BulkDialog = lazy(loadDialog);

type Props = { query: string; selection: Selection; select: (selection: Selection) => void };

export function BulkBar({ query, selection, select }: Props) {
  const { text } = useLanguage();
  const t = text.queue.bulk;
  const actions = useActions();
  const [verb, setVerb] = useState<BulkVerb | null>(null);
  const { data: all } = useQuery(countQuery({ query }));
  const canHaveAll = all !== undefined && !all.isMore && all.count <= mostSelected && all.count > selection.ids.size;
  const count = selection.isEverything ? (all?.count ?? selection.ids.size) : selection.ids.size;
  const shownOnBar = useMatches(phone) ? 2 : 5;
  useKeys(
    text.house.keys.groups.queue,
    actions.flatMap(({ keys, label, verb: of }) => (keys === undefined ? [] : [{ keys, label, run: () => setVerb(of) }])),
  );
  usePalette(
    t.selected({ count }),
    actions.map(({ verb: of, icon, label, keys }) => ({ id: of, icon, label, keys, run: () => setVerb(of) })),
  );
  // Whoever selects will do something with it: by then the dialog is there.
  useEffect(() => void loadDialog(), []);
  const open = actions.find((action) => action.verb === verb);
  return (
    <section className={style.bar} aria-label={t.label}>
      <strong className={style.count} aria-live="polite">
        {selection.isEverything ? t.everythingSelected({ count }) : t.selected({ count })}
      </strong>
      {canHaveAll && !selection.isEverything && (
        <button type="button" className={style.link} onClick={() => select({ ...selection, isEverything: true })}>
          {t.everything({ count: all.count })}
        </button>
      )}
      <div className={style.actions}>
        {actions.slice(0, shownOnBar).map((action) => (
          <button key={action.verb} type="button" className={style.action} onClick={() => setVerb(action.verb)}>
            <Icon name={action.icon} size={16} /> {action.label} {action.keys !== undefined && <kbd>{action.keys}</kbd>}
          </button>
        ))}
        <Menu position="top-end" width={200}>
          <Menu.Target>
            <button type="button" className={style.action}>
              <Icon name="more" size={16} /> {t.more}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {actions.slice(shownOnBar).map((action) => (
              <Menu.Item key={action.verb} leftSection={<Icon name={action.icon} size={16} />} onClick={() => setVerb(action.verb)}>
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <button type="button" className={style.action} onClick={() => select(nothingSelected)}>
          <Icon name="cross" size={16} /> <span className="unseen">{t.none}</span> <kbd>Esc</kbd>
        </button>
      </div>
      {open !== undefined && (
        <Suspense fallback={null}>
          <BulkDialog
            action={open}
            count={count}
            target={selection.isEverything ? { query } : { ids: [...selection.ids] }}
            close={() => setVerb(null)}
            done={() => select(nothingSelected)}
          />
        </Suspense>
      )}
    </section>
  );
}

function useActions(): readonly BulkAction[] {
  const { text, code } = useLanguage();
  const { data: me } = useQuery(meQuery);
  const { data: model } = useQuery(modelQuery);
  const may = useMay();
  const { data: staff = [] } = useQuery({ ...peopleQuery({ of: "staff" }), enabled: may("people:read") });
  const named = new Map(Object.entries(model?.document.people ?? {}).map(([key, { name }]) => [key, name]));
  for (const { key, name } of staff) named.set(key, name);
  const people = [...named].sort(([, a], [, b]) => a.localeCompare(b));
  return bulkActions({ text, code, document: model?.document, people, me: me === undefined ? null : { key: me.assignee, name: me.name } });
}
