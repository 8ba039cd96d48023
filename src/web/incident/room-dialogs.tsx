/** What the room asks before it does it: where people meet, whether it is over, why it goes on. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Room } from "../api/incident.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { useRoomAct } from "./act.ts";
import style from "./dialog.module.css";

type Props = { room: Room; close: () => void };

export function ConferenceDialog({ room, close }: Props) {
  const { incident, house } = useText();
  const t = incident.conference;
  const [url, setUrl] = useState("");
  const acting = useRoomAct(room.ticketId, close);
  const change = (body: { url?: string | null }) => acting.mutate({ name: "conference", body });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (url.trim() !== "" && !acting.isPending) change({ url: url.trim() });
  };
  return (
    <Dialog title={t.changeTitle} close={close}>
      <form className={style.form} onSubmit={submit} noValidate>
        {room.hasConferenceTemplate && (
          <Button variant="default" loading={acting.isPending} onClick={() => change({})}>
            {t.fresh}
          </Button>
        )}
        <TextInput
          label={t.address}
          description={t.addressHint}
          type="url"
          inputMode="url"
          value={url}
          maxLength={500}
          data-autofocus
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <ProblemNote error={acting.error} />
        <div className={style.foot}>
          {room.conference !== null && (
            <Button variant="default" className={style.apart!} onClick={() => change({ url: null })}>
              {t.remove}
            </Button>
          )}
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={acting.isPending} disabled={url.trim() === ""}>
            {t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function EndDialog({ room, close }: Props) {
  const { incident, house } = useText();
  const t = incident.room;
  const [note, setNote] = useState("");
  const acting = useRoomAct(room.ticketId, close);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!acting.isPending) acting.mutate({ name: "end", body: { note: note.trim() || null } });
  };
  return (
    <Dialog title={t.endTitle} close={close}>
      <form className={style.form} onSubmit={submit} noValidate>
        <p>{t.endHint}</p>
        <Textarea
          label={t.endNote}
          autosize
          minRows={2}
          maxLength={200}
          value={note}
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value.replaceAll(/\s*\n\s*/g, " "))}
        />
        <ProblemNote error={acting.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={acting.isPending}>
            {t.end}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function TakeUpDialog({ room, close }: Props) {
  const { incident, house } = useText();
  const t = incident.room;
  const [reason, setReason] = useState("");
  const acting = useRoomAct(room.ticketId, close);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== "" && !acting.isPending) acting.mutate({ name: "reopening", body: { reason: reason.trim() } });
  };
  return (
    <Dialog title={t.takeUp} close={close}>
      <form className={style.form} onSubmit={submit} noValidate>
        <TextInput
          label={t.takeUpReason}
          description={t.takeUpHint}
          value={reason}
          maxLength={200}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ProblemNote error={acting.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={acting.isPending} disabled={reason.trim() === ""}>
            {t.takeUp}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
