/** Hours that were bought, and what is left of them; what this ticket took. */
import { useQuery } from "@tanstack/react-query";
import { type AgreementHours, type Bundle, hoursQuery } from "../../../api/hours.ts";
import { useNow } from "../../../kit/now.ts";
import { Failure, Loading } from "../../../kit/states.tsx";
import { lengthText, shortInstant } from "../../../kit/time-text.ts";
import { useLanguage } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import style from "./beside.module.css";

const lengthOf = (minutes: number): string => lengthText(minutes * 60_000);

export function HoursPanel({ scene: { ticket } }: { scene: Scene }) {
  const { text } = useLanguage();
  const t = text.ticket.beside.hours;
  const hours = useQuery(hoursQuery(ticket.customerId));
  if (hours.isPending) return <Loading />;
  if (hours.isError) return <Failure error={hours.error} retry={() => void hours.refetch()} />;
  const own = hours.data.filter(
    ({ agreementId, bundles }) => bundles.length > 0 && (ticket.agreementId === null || agreementId === ticket.agreementId),
  );
  return (
    <div className={style.stack}>
      {own.length === 0 && <p className="soft">{t.none}</p>}
      {own.map((agreement) => (
        <AgreementBundles key={agreement.agreementId} agreement={agreement} isNamed={own.length > 1} />
      ))}
      {ticket.timeMinutes > 0 && <p className="soft">{t.thisTicket({ length: lengthOf(ticket.timeMinutes) })}</p>}
    </div>
  );
}

function AgreementBundles({ agreement: { name, bundles, overMinutes }, isNamed }: { agreement: AgreementHours; isNamed: boolean }) {
  const { text } = useLanguage();
  const running = bundles.filter(({ state }) => state !== "expired");
  return (
    <div className={style.stack}>
      {isNamed && <strong>{name}</strong>}
      {running.map((bundle) => (
        <BundleBar key={bundle.id} bundle={bundle} name={name} />
      ))}
      {overMinutes > 0 && <p className={style.bad}>{text.ticket.beside.hours.over({ over: lengthOf(overMinutes) })}</p>}
    </div>
  );
}

function BundleBar({ bundle, name }: { bundle: Bundle; name: string }) {
  const { text, zoned } = useLanguage();
  const t = text.ticket.beside.hours;
  const now = useNow();
  const whole = bundle.hours * 60 + bundle.rolledInMinutes;
  const percent = whole === 0 ? 100 : Math.min(100, Math.round(((whole - bundle.leftMinutes) / whole) * 100));
  const until = bundle.until === null ? t.noEnd : t.until({ when: shortInstant(Date.parse(bundle.until) - 1, now, zoned) });
  return (
    <div className={style.bundle} data-state={percent >= 90 ? "late" : percent >= 75 ? "soon" : "calm"}>
      <p>
        <strong>{t.left({ left: lengthOf(bundle.leftMinutes), hours: lengthOf(whole) })}</strong> <span className="soft">{until}</span>
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: drawn as the clocks are */}
      <span
        className={style.track}
        role="meter"
        aria-label={t.meter({ name, percent })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${percent}%` }} />
      </span>
    </div>
  );
}
