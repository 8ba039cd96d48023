/** A complaint: its words go at once to the team's lead and to the customer's contact with us. */
import { Button, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import style from "./ticket.module.css";
import { useVerb } from "./use-verb.ts";

export function Complaint({ ticketId, close }: { ticketId: number; close: () => void }) {
  const { portal, house } = useText();
  const t = portal.complaint;
  const [words, setWords] = useState("");
  const [isTold, setTold] = useState(false);
  const verb = useVerb(ticketId, close);
  const isEmpty = words.trim() === "";
  return (
    <Modal opened onClose={close} title={t.title} closeButtonProps={{ "aria-label": house.form.close }}>
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTold(true);
          if (!isEmpty) verb.mutate({ verb: "complaint", body: { words } });
        }}
      >
        <p>{t.lead}</p>
        <Textarea
          label={t.words}
          data-autofocus
          autosize
          minRows={4}
          maxLength={20_000}
          value={words}
          error={isTold && isEmpty ? house.form.required : null}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <ProblemNote error={verb.error} />
        <div className={style.buttons}>
          <Button type="submit" loading={verb.isPending}>
            {t.send}
          </Button>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
