/** One verb on many tickets: what it asks, what it would do to each and what is refused, then doing it, with ten seconds to take it back. */
import { Button, Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { queueChanged } from "../../api/queue-pulse.ts";
import { applyBulk, type BulkDone, previewBulk, undoBulk } from "../../api/search.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { useUndo } from "../../kit/undo.tsx";
import { useText } from "../../language/language.tsx";
import style from "./bulk-dialog.module.css";
import { BulkEffect } from "./bulk-effect.tsx";
import { type BulkAction, type BulkField, isComplete } from "./bulk-verbs.ts";

type Target = { ids: readonly number[] } | { query: string };
type Props = { action: BulkAction; count: number; target: Target; close: () => void; done: () => void };

const restMs = 300;

export default function BulkDialog({ action, count, target, close, done }: Props) {
  const { queue, house } = useText();
  const t = queue.bulk;
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [settled] = useDebouncedValue(values, restMs);
  const isReady = isComplete(action, settled);
  const preview = useQuery({
    queryKey: ["bulk", action.verb, settled, target],
    queryFn: () => previewBulk({ verb: action.verb, body: action.body(settled), ...target }),
    enabled: isReady,
    // Each look is a fresh one: others work on the same tickets.
    gcTime: 0,
    retry: false,
  });
  const applying = useApply(action, target, () => {
    done();
    close();
  });
  const changed = preview.data?.counts.changed ?? 0;
  const isCurrent = settled === values && isReady && preview.isSuccess && !preview.isFetching;
  return (
    <Modal opened onClose={close} size="xl" title={t.title[action.verb]({ count })} closeButtonProps={{ "aria-label": house.form.close }}>
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isCurrent && changed > 0) applying.mutate(action.body(values));
        }}
      >
        <div className={style.fields}>
          {action.fields.map((field, index) => (
            <Field
              key={field.name}
              field={field}
              isFirst={index === 0}
              value={values[field.name] ?? ""}
              write={(value) => setValues({ ...values, [field.name]: value })}
            />
          ))}
        </div>
        <div className={style.effect} aria-live="polite">
          {isReady && preview.isPending && <p className="soft">{t.previewing}</p>}
          <ProblemNote error={preview.error} />
          {isReady && preview.data !== undefined && <BulkEffect preview={preview.data} />}
        </div>
        <ProblemNote error={applying.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" disabled={!isCurrent || changed === 0} loading={applying.isPending}>
            {t.apply({ count: changed })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Does it, tells what came of it, and offers to take it back. */
function useApply({ verb }: BulkAction, target: Target, done: () => void) {
  const { queue } = useText();
  const t = queue.bulk;
  const { offer, say } = useUndo();
  const client = useQueryClient();
  const renew = () => {
    queueChanged();
    void client.invalidateQueries({ queryKey: ["ticket"] });
    void client.invalidateQueries({ queryKey: ["queue"] });
  };
  const tell = ({ done: changed, refused, undo }: BulkDone) => {
    const counted = { count: changed.length, refused: refused.length };
    const label = changed.length === 0 ? t.noneDone : refused.length === 0 ? t.done(counted) : t.doneSome(counted);
    if (undo === null) return say({ label, tone: changed.length === 0 ? "bad" : "good" });
    offer({
      label,
      undo: async () => {
        const back = await undoBulk(undo.id);
        renew();
        say({ label: t.undone({ count: back.done.length }) });
      },
    });
  };
  return useMutation({
    mutationFn: (body: Record<string, unknown>) => applyBulk({ verb, body, ...target }),
    onSuccess: (outcome) => {
      renew();
      tell(outcome);
      done();
    },
  });
}

type FieldProps = { field: BulkField; isFirst: boolean; value: string; write: (value: string) => void };

function Field({ field: { label, options, isRequired }, isFirst, value, write }: FieldProps) {
  const { queue, house } = useText();
  const id = useId();
  const focus = isFirst ? { "data-autofocus": true } : {};
  return (
    <div className={style.field}>
      <label htmlFor={id}>
        {label} {!isRequired && <span className="soft">{house.form.optional}</span>}
      </label>
      {options === undefined ? (
        <textarea id={id} rows={2} maxLength={4_000} value={value} onChange={(event) => write(event.currentTarget.value)} {...focus} />
      ) : (
        <select id={id} value={value} onChange={(event) => write(event.currentTarget.value)} {...focus}>
          <option value="" disabled>
            {queue.bulk.choose}
          </option>
          {options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
