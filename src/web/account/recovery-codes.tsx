/** Recovery codes, shown this once: to be copied or printed and kept apart. */
import { Button } from "@mantine/core";
import { createPortal } from "react-dom";
import { Icon } from "../kit/icon.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import style from "./account.module.css";

export function RecoveryCodes({ codes, email, done }: { codes: readonly string[]; email: string; done: () => void }) {
  const { account: t } = useText();
  const copy = () => void navigator.clipboard.writeText(codes.join("\n")).then(() => say({ label: t.factor.copied }));
  const list = (
    <ol className={style.codes}>
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ol>
  );
  return (
    <div className={style.form}>
      <p>{t.factor.codesLead}</p>
      {list}
      {createPortal(
        <div className={style.printHead} aria-hidden="true">
          <h1>{t.factor.printHead({ email })}</h1>
          {list}
        </div>,
        document.body,
      )}
      <div className={style.row}>
        {navigator.clipboard !== undefined && (
          <Button variant="default" leftSection={<Icon name="copy" size={16} />} onClick={copy}>
            {t.factor.copy}
          </Button>
        )}
        <Button variant="default" leftSection={<Icon name="print" size={16} />} onClick={() => window.print()}>
          {t.factor.print}
        </Button>
        <Button onClick={done}>{t.factor.kept}</Button>
      </div>
    </div>
  );
}
