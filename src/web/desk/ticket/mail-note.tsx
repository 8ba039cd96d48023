/** Below a message that came by mail: what was folded away, who was copied, whether it is from whom it says, and the raw message. */
import { isForged, isProven } from "#core/mail/authentication.ts";
import { sourceAddress, type TicketMail } from "../../api/mail.ts";
import { Icon } from "../../kit/icon.tsx";
import { useText } from "../../language/language.tsx";
import style from "./mail-note.module.css";

type Authentication = TicketMail["authentication"];

/** The domain of the address vouches for it; nobody does; or somebody else wrote it. */
type Proof = "proven" | "unproven" | "forged" | "unchecked";

function proofOf(authentication: Authentication, address: string): Proof {
  if (authentication.checkedBy === null) return "unchecked";
  if (isForged(authentication)) return "forged";
  return isProven(authentication, address) ? "proven" : "unproven";
}

export function MailNote({ mail, author }: { mail: TicketMail; author: string }) {
  const { beside: t } = useText().mail;
  const { quoted, signature, cc, authentication, from, isEncrypted, leftOut } = mail;
  const proof = proofOf(authentication, from?.address ?? "");
  const named = (people: TicketMail["cc"]) => people.map(({ name, address }) => name || address).join(", ");
  return (
    <footer className={style.note}>
      {quoted !== null && <Folded label={t.quoted} text={quoted} />}
      {signature !== null && <Folded label={t.signature} text={signature} />}
      {leftOut.length > 0 && <p className={style.left}>{t.leftOut({ names: leftOut.join(", ") })}</p>}
      <details className={style.mail}>
        <summary>
          <Icon name="mail" size={14} />
          <span>
            {t.details}
            <span className="unseen"> {author}</span>
          </span>
          <span className={style.proof} data-proof={proof}>
            <Icon name={proof === "forged" ? "warn" : "shield"} size={13} /> {t[proof]}
          </span>
          {cc.length > 0 && <span dir="auto">{t.copied({ people: named(cc) })}</span>}
          {isEncrypted && (
            <span>
              <Icon name="lock" size={13} /> {t.encrypted}
            </span>
          )}
        </summary>
        <Details mail={mail} />
      </details>
    </footer>
  );
}

function Folded({ label, text }: { label: string; text: string }) {
  return (
    <details className={style.folded}>
      <summary>{label}</summary>
      <pre dir="auto">{text}</pre>
    </details>
  );
}

function Details({ mail }: { mail: TicketMail }) {
  const { beside: t } = useText().mail;
  const { from, to, cc, authentication, spam, id } = mail;
  const whole = (people: TicketMail["to"]) =>
    people.map(({ name, address }) => (name === "" ? address : `${name} <${address}>`)).join(", ");
  const verdict = (checked: Authentication["spf"]): string =>
    checked === null ? t.notChecked : [t.result[checked.result], checked.domain].filter((each) => each !== null).join(" · ");
  const by = authentication.checkedBy === "us" ? t.byUs : authentication.checkedBy === "server" ? t.byServer : null;
  return (
    <div className={style.details}>
      <dl>
        {from !== null && <Pair name={t.from} value={whole([from])} />}
        {to.length > 0 && <Pair name={t.to} value={whole(to)} />}
        {cc.length > 0 && <Pair name={t.cc} value={whole(cc)} />}
        {by !== null && (
          <>
            <Pair name="SPF" value={verdict(authentication.spf)} />
            <Pair name="DKIM" value={verdict(authentication.dkim)} />
            <Pair name="DMARC" value={verdict(authentication.dmarc)} />
          </>
        )}
      </dl>
      <p>
        {by !== null && <span className="soft">{by}</span>}
        {spam !== null && <span className="soft">{t.spam({ verdict: spam })}</span>}
        <a href={sourceAddress(id)} download>
          <Icon name="download" size={13} /> {t.raw}
        </a>
      </p>
    </div>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}
