/** Inviting somebody: into our own house or a customer's. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isEmail } from "../access/email.ts";
import { type Invitation, invitePerson, type Link, rolesQuery } from "../api/people.ts";
import { modelQuery } from "../api/queries.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { fullInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { type LanguageCode, languageCodes, languageNames, textOf, useLanguage, useText } from "../language/language.tsx";
import { Once } from "./once.tsx";
import style from "./people.module.css";
import { roleName } from "./words.ts";

export function InvitePerson({ close }: { close: () => void }) {
  const { people: t } = useText();
  const [link, setLink] = useState<Link | null>(null);
  if (link?.link != null) return <LinkModal link={link} close={close} />;
  return (
    <Dialog close={close} title={t.invite.title}>
      <InviteForm
        done={(answer, email) => {
          if (answer.link !== null) return setLink(answer);
          say({ label: t.invite.mailed({ email }) });
          close();
        }}
      />
    </Dialog>
  );
}

/** Where no mail is sent, whoever invites hands the link over. */
export function LinkModal({ link: { link, expiresAt }, close }: { link: Link; close: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.people.invite;
  return (
    <Dialog close={close} title={t.linkTitle} isKept>
      <Once
        lead={t.linkLead({ at: fullInstant(Date.parse(expiresAt), zoned) })}
        label={t.link}
        copyLabel={t.copy}
        secret={link ?? ""}
        done={close}
      />
    </Dialog>
  );
}

type Draft = { name: string; email: string; customerId: string; role: string; department: string; language: "" | LanguageCode };

const bodyOf = ({ name, email, customerId, role, department, language }: Draft): Invitation => ({
  ...{ name: name.trim(), email: email.trim(), role, customerId: customerId === "" ? null : customerId },
  ...(department.trim() === "" ? {} : { department: department.trim() }),
  ...(language === "" ? {} : { language }),
});

function InviteForm({ done }: { done: (link: Link, email: string) => void }) {
  const text = useText();
  const t = text.people;
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>({ name: "", email: "", customerId: "", role: "agent", department: "", language: "" });
  const [isTold, setTold] = useState(false);
  const inviting = useMutation({
    mutationFn: invitePerson,
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: ["people"] });
      done(answer, draft.email);
    },
  });
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const wrong = { name: draft.name.trim() === "", email: !isEmail(draft.email) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!wrong.name && !wrong.email) inviting.mutate(bodyOf(draft));
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <p className="soft">{t.invite.lead}</p>
      <TextInput
        label={t.invite.name}
        data-autofocus
        maxLength={200}
        value={draft.name}
        error={isTold && wrong.name ? text.house.form.required : null}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t.invite.email}
        type="email"
        maxLength={254}
        value={draft.email}
        error={isTold && wrong.email ? text.access.badEmail : null}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      <Where draft={draft} set={set} />
      <ProblemNote error={inviting.error} />
      <Button type="submit" loading={inviting.isPending}>
        {t.invite.submit}
      </Button>
    </form>
  );
}

/** Where they belong, what they may do there, and in which language they are written to. */
function Where({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const { text, code } = useLanguage();
  const t = text.people;
  const { data: model } = useQuery(modelQuery);
  const { data: roles = [] } = useQuery(rolesQuery);
  const isOfCustomer = draft.customerId !== "";
  const possible = roles.filter(({ isForCustomers }) => isForCustomers === isOfCustomer);
  const customers = Object.entries(model?.document.customers ?? {}).map(([value, { name }]) => ({ value, label: textOf(name, code) }));
  return (
    <div className={style.pair}>
      <NativeSelect
        label={t.invite.organisation}
        value={draft.customerId}
        data={[{ value: "", label: t.invite.own }, ...customers]}
        onChange={(event) => {
          const customerId = event.currentTarget.value;
          set({ customerId, role: customerId === "" ? "agent" : "contact" });
        }}
      />
      <NativeSelect
        label={t.invite.role}
        value={draft.role}
        data={possible.map(({ id, name }) => ({ value: id, label: roleName(id, name, t) }))}
        onChange={(event) => set({ role: event.currentTarget.value })}
      />
      {isOfCustomer && (
        <TextInput
          label={t.invite.department}
          maxLength={200}
          value={draft.department}
          onChange={(event) => set({ department: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label={t.invite.language}
        value={draft.language}
        data={[{ value: "", label: t.invite.browserLanguage }, ...languageCodes.map((value) => ({ value, label: languageNames[value] }))]}
        onChange={(event) => set({ language: event.currentTarget.value as Draft["language"] })}
      />
    </div>
  );
}
