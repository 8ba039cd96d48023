/** Everybody who signs in or stands in the model, found by name, address or department. */
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useRef, useState } from "react";
import { type PersonView, peoplePagesQuery, rolesQuery } from "../api/people.ts";
import { modelQuery } from "../api/queries.ts";
import { Icon } from "../kit/icon.tsx";
import { useMay } from "../kit/may.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { Table } from "../kit/table.tsx";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import { kinds, type PeopleAddress } from "./address.ts";
import { EditPerson } from "./edit.tsx";
import { InvitePerson } from "./invite.tsx";
import style from "./people.module.css";
import { roleName } from "./words.ts";

export function PeopleList() {
  const { people: t } = useText();
  const address = useSearch({ from: "/desk/people" });
  const may = useMay();
  const [isInviting, setInviting] = useState(false);
  const [edited, setEdited] = useState<PersonView | null>(null);
  const { of = "staff", q, removed = false } = address;
  const pages = useInfiniteQuery(peoplePagesQuery({ of, q: useDeferredValue(q), deactivated: removed ? "yes" : "no" }));
  const people = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <div className={style.headLine}>
        <Filters address={address} />
        {may("people:write") && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setInviting(true)}>
            {t.invite.button}
          </Button>
        )}
      </div>
      {pages.isPending && <Loading />}
      {pages.isError && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {pages.isSuccess && people.length === 0 && <Empty title={t.list.none}>{t.list.noneHint}</Empty>}
      {people.length > 0 && <Rows people={people} edit={setEdited} />}
      {pages.hasNextPage && (
        <Button className={style.more!} variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t.list.more}
        </Button>
      )}
      {isInviting && <InvitePerson close={() => setInviting(false)} />}
      {edited !== null && <EditPerson person={edited} close={() => setEdited(null)} />}
    </>
  );
}

/** In the address, so that what is found can be sent to a colleague. */
function Filters({ address }: { address: PeopleAddress }) {
  const { people: t } = useText();
  const navigate = useNavigate();
  const [words, setWords] = useState(address.q ?? "");
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const go = (change: Partial<Record<keyof PeopleAddress, unknown>>) => {
    const next = { ...address, ...change } as Record<string, unknown>;
    const search = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== "" && value !== false));
    void navigate({ to: "/people", search: search as PeopleAddress, replace: true });
  };
  const write = (text: string) => {
    setWords(text);
    if (waiting.current !== null) clearTimeout(waiting.current);
    waiting.current = setTimeout(() => go({ q: text.trim() }), 250);
  };
  return (
    <div className={style.filters}>
      <TextInput
        label={t.list.search}
        type="search"
        leftSection={<Icon name="search" size={16} />}
        value={words}
        onChange={(event) => write(event.currentTarget.value)}
      />
      <NativeSelect
        label={t.list.of}
        value={address.of ?? "staff"}
        data={kinds.map((value) => ({ value, label: t.list.ofs[value] }))}
        onChange={(event) => go({ of: event.currentTarget.value === "staff" ? undefined : event.currentTarget.value })}
      />
      <Checkbox
        className={style.tick!}
        label={t.list.removed}
        checked={address.removed ?? false}
        onChange={(event) => go({ removed: event.currentTarget.checked ? true : undefined })}
      />
    </div>
  );
}

function Rows({ people, edit }: { people: readonly PersonView[]; edit: (person: PersonView) => void }) {
  const { people: t } = useText();
  const may = useMay();
  const { data: roles } = useQuery(rolesQuery);
  const head = [t.list.name, t.list.organisation, t.list.role, t.list.teams, t.list.state];
  const canWrite = may("people:write");
  return (
    <Table caption={t.list.caption} head={canWrite ? [...head, t.list.acts] : head}>
      {people.map((person) => (
        <Row
          key={person.id ?? person.key}
          person={person}
          role={roleName(person.role, roles?.find(({ id }) => id === person.role)?.name ?? "–", t)}
          edit={canWrite ? () => edit(person) : null}
        />
      ))}
    </Table>
  );
}

function Row({ person, role, edit }: { person: PersonView; role: string; edit: (() => void) | null }) {
  const { text, code } = useLanguage();
  const t = text.people;
  const { data: model } = useQuery(modelQuery);
  const { name, email, customerName, department, teams, state } = person;
  const teamNames = teams.map((id) => textOf(model?.document.teams[id]?.name ?? id, code));
  return (
    <tr data-quiet={state === "deactivated" || undefined}>
      <td className={style.wide}>
        <span className={style.name}>
          {name}
          {email !== null && <span>{email}</span>}
        </span>
      </td>
      <td>{[customerName ?? t.list.own, ...(department === null ? [] : [department])].join(" · ")}</td>
      <td>{person.role === null ? "–" : role}</td>
      <td>{teamNames.join(", ")}</td>
      <td>
        <span className={style.state} data-state={state}>
          {t.states[state]}
        </span>
      </td>
      {edit !== null && (
        <td className={style.act}>
          <Button variant="default" size="xs" onClick={edit} aria-label={t.list.edit({ name })}>
            <Icon name="pen" size={14} />
          </Button>
        </td>
      )}
    </tr>
  );
}
