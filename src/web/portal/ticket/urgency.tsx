/** The designated contact raises or lowers the urgency; the priority follows from the agreement's matrix. */
import { Button, Modal, Radio, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Level } from "#core/model/document.ts";
import type { WireTicket } from "../../api/wire.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import style from "./ticket.module.css";
import { useVerb } from "./use-verb.ts";

export function Urgency({ ticket, close }: { ticket: WireTicket; close: () => void }) {
  const { portal, house } = useText();
  const t = portal.urgency;
  const [urgency, setUrgency] = useState<Level>(ticket.urgency);
  const [reason, setReason] = useState("");
  const [isTold, setTold] = useState(false);
  const verb = useVerb(ticket.id, close);
  const isEmpty = reason.trim() === "";
  return (
    <Modal opened onClose={close} title={t.title} closeButtonProps={{ "aria-label": house.form.close }}>
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTold(true);
          if (!isEmpty) verb.mutate({ verb: "priority", body: { urgency, reason } });
        }}
      >
        <p>{t.lead}</p>
        <Radio.Group aria-label={t.title} value={String(urgency)} onChange={(value) => setUrgency(Number(value) as Level)}>
          <div className={style.choices}>
            {([1, 2, 3] as const).map((level) => (
              <Radio key={level} value={String(level)} label={t.levels[level]} />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label={t.reason}
          autosize
          minRows={2}
          maxLength={20_000}
          value={reason}
          error={isTold && isEmpty ? house.form.required : null}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ProblemNote error={verb.error} />
        <div className={style.buttons}>
          <Button type="submit" loading={verb.isPending} disabled={urgency === ticket.urgency}>
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
