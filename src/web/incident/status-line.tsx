/** How far one is, as four steps of one line; a step is said by pressing it. */
import type { IncidentStatus, OpenStatus, Room } from "../api/incident.ts";
import { Icon } from "../kit/icon.tsx";
import { useText } from "../language/language.tsx";
import type { useRoomAct } from "./act.ts";
import style from "./status-line.module.css";

const steps = ["investigating", "identified", "monitoring", "resolved"] as const satisfies readonly IncidentStatus[];

type Props = { room: Room; acting: ReturnType<typeof useRoomAct>; end: () => void };

export function StatusLine({ room, acting, end }: Props) {
  const { incident: t } = useText();
  const reached = steps.indexOf(room.status);
  const mayChange = room.mayWrite && !room.isOver;
  return (
    <ol className={style.line} aria-label={t.room.statusLabel}>
      {steps.map((step, index) => {
        const isNow = index === reached;
        const words = (
          <>
            <span className={style.sign} aria-hidden="true">
              {index < reached ? <Icon name="check" size={12} /> : index + 1}
            </span>
            {t.status[step]}
          </>
        );
        return (
          <li key={step} data-now={isNow} data-passed={index < reached} {...(isNow ? { "aria-current": "step" as const } : {})}>
            {mayChange && !isNow ? (
              <button
                type="button"
                className={style.step}
                title={step === "resolved" ? t.room.end : t.room.setStatus({ status: t.status[step] })}
                disabled={acting.isPending}
                onClick={() => (step === "resolved" ? end() : acting.mutate({ name: "status", body: { status: step as OpenStatus } }))}
              >
                {words}
              </button>
            ) : (
              <span className={style.step}>{words}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
