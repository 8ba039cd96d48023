/** The people of the customer's organisations: the designated contact invites them, changes what they are, removes them. */
import { Button, Checkbox } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changePerson, type Link, linkForPerson, type PersonView, peoplePagesQuery } from "../api/people.ts";
import { type Frame, frameQuery } from "../api/portal.ts";
import { meQuery } from "../api/queries.ts";
import { Icon } from "../kit/icon.tsx";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { useUndo } from "../kit/undo.tsx";
import { useText } from "../language/language.tsx";
import { InvitationLink } from "./invitation-link.tsx";
import page from "./page.module.css";
import style from "./people.module.css";
import { PersonForm } from "./person-form.tsx";

export function PortalPeople() {
  const { portal } = useText();
  const t = portal.people;
  const frame = useQuery(frameQuery);
  const [isInviting, setInviting] = useState(false);
  const [hasRemoved, setRemoved] = useState(false);
  return (
    <div className={page.page}>
      <header className={page.head}>
        <div className={page.headLine}>
          <h1>{t.title}</h1>
          {frame.data?.me.isDesignated && !isInviting && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setInviting(true)}>
              {t.invite}
            </Button>
          )}
        </div>
        <p>{t.lead}</p>
      </header>
      {frame.isPending && <Loading />}
      {frame.isError && <Failure error={frame.error} retry={() => void frame.refetch()} />}
      {isInviting && frame.data !== undefined && (
        <div className={page.card}>
          <h2>{t.invite}</h2>
          <PersonForm customers={frame.data.customers} person={null} close={() => setInviting(false)} />
        </div>
      )}
      {frame.data !== undefined && <List frame={frame.data} hasRemoved={hasRemoved} />}
      {frame.data !== undefined && (
        <Checkbox label={t.showRemoved} checked={hasRemoved} onChange={(event) => setRemoved(event.currentTarget.checked)} />
      )}
    </div>
  );
}

function List({ frame, hasRemoved }: { frame: Frame; hasRemoved: boolean }) {
  const { portal } = useText();
  const t = portal.people;
  const people = useInfiniteQuery(peoplePagesQuery({ of: "customers", ...(hasRemoved ? { deactivated: "yes" as const } : {}) }));
  const items = people.data?.pages.flatMap((each) => each.items) ?? [];
  if (people.isPending) return <Loading />;
  if (people.isError) return <Failure error={people.error} retry={() => void people.refetch()} />;
  if (items.length === 0) return <Empty title={t.none}>{t.noneHint}</Empty>;
  return (
    <>
      <ul className={style.people}>
        {items.map((person) => (
          <li key={person.key}>
            <OnePerson person={person} frame={frame} />
          </li>
        ))}
      </ul>
      {people.hasNextPage && (
        <Button variant="default" loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
          {portal.list.more}
        </Button>
      )}
    </>
  );
}

function OnePerson({ person, frame }: { person: PersonView; frame: Frame }) {
  const { portal } = useText();
  const t = portal.people;
  const { data: me } = useQuery(meQuery);
  const [doing, setDoing] = useState<"nothing" | "changing" | "inviting">("nothing");
  const { name, email, department, role, state, customerName } = person;
  const isMe = person.id !== null && person.id === me?.id;
  const close = () => setDoing("nothing");
  return (
    <article className={style.person} data-state={state}>
      <div className={style.words}>
        <p>
          <span className={style.name}>{name}</span>
          {isMe && <span className="soft"> ({t.you})</span>}
          {state !== "active" && <span className={style.state}>{t.state[state]}</span>}
        </p>
        <p className={style.facts}>
          {[email, department, roleName(role, t.roleShort), frame.customers.length > 1 ? customerName : null].filter(Boolean).join(" · ")}
        </p>
      </div>
      {frame.me.isDesignated && !isMe && doing === "nothing" && (
        <Acts person={person} change={() => setDoing("changing")} invite={() => setDoing("inviting")} />
      )}
      {doing !== "nothing" && (
        <div className={style.form}>
          <PersonForm customers={frame.customers} person={person} close={close} />
        </div>
      )}
    </article>
  );
}

/** Roles of one's own making bear their key. */
const roleName = (role: string | null, names: { contact: string; designated: string }): string | null =>
  role === "designated-contact" ? names.designated : role === "contact" ? names.contact : role;

function Acts({ person, change, invite }: { person: PersonView; change: () => void; invite: () => void }) {
  const { portal, house } = useText();
  const t = portal.people;
  const client = useQueryClient();
  const { hold } = useUndo();
  const [link, setLink] = useState<Link | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["people"] });
  const restoring = useMutation({ mutationFn: () => changePerson(person.id!, { isDeactivated: false }), onSuccess: refresh });
  const linking = useMutation({ mutationFn: () => linkForPerson(person.id!), onSuccess: setLink });
  const [isAsking, setAsking] = useState(false);
  const remove = () => {
    setAsking(false);
    hold({
      label: t.removed({ name: person.name }),
      commit: async () => {
        await changePerson(person.id!, { isDeactivated: true });
        await refresh();
      },
      cancel: () => undefined,
    });
  };
  if (link !== null) return <InvitationLink name={person.name} link={link.link} close={() => setLink(null)} />;
  if (person.id === null)
    return (
      <Button variant="default" onClick={invite} aria-label={t.inviteOne({ name: person.name })}>
        {t.invite}
      </Button>
    );
  if (isAsking)
    return (
      <div className={style.asking} role="alertdialog" aria-label={t.remove}>
        <p>{t.reallyRemove({ name: person.name })}</p>
        <Button autoFocus onClick={remove}>
          {t.remove}
        </Button>
        <Button variant="default" onClick={() => setAsking(false)}>
          {house.form.cancel}
        </Button>
      </div>
    );
  return (
    <div className={style.acts}>
      <ProblemNote error={restoring.error ?? linking.error} />
      {person.state === "deactivated" ? (
        <Button variant="default" loading={restoring.isPending} onClick={() => restoring.mutate()}>
          {t.restore}
          <span className="unseen">: {person.name}</span>
        </Button>
      ) : (
        <>
          {person.state === "invited" && (
            <Button variant="default" loading={linking.isPending} onClick={() => linking.mutate()}>
              {t.again}
              <span className="unseen">: {person.name}</span>
            </Button>
          )}
          <Button variant="default" onClick={change}>
            {t.edit}
            <span className="unseen">: {person.name}</span>
          </Button>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t.remove}
            <span className="unseen">: {person.name}</span>
          </Button>
        </>
      )}
    </div>
  );
}
