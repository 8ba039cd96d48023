/** Mail in, for those who look after it: messages that wait for a human, and (administrators) the mailboxes. */
import { HeldMessages } from "../conversation/held-messages.tsx";
import { useMay } from "../kit/may.ts";
import { useText } from "../language/language.tsx";
import style from "./mail.module.css";
import { Mailboxes } from "./mailboxes.tsx";
import { Messages } from "./messages.tsx";

export function MailPage() {
  const { mail: t } = useText();
  const may = useMay();
  return (
    <div className={style.page}>
      <header>
        <h1>{t.title}</h1>
        <p className="soft">{t.lead}</p>
      </header>
      <Messages />
      <HeldMessages />
      {may("admin") && <Mailboxes />}
    </div>
  );
}
