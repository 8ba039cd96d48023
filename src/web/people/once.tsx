/** A secret that is shown this once, with a way to copy it. */
import { Button, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { Icon } from "../kit/icon.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import style from "./people.module.css";

type Props = { lead: string; label: string; copyLabel: string; secret: string; done: () => void; children?: ReactNode };

export function Once({ lead, label, copyLabel, secret, done, children }: Props) {
  const { people: t } = useText();
  const copy = () => void navigator.clipboard.writeText(secret).then(() => say({ label: t.invite.copied }));
  return (
    <div className={style.form}>
      <p>{lead}</p>
      <div className={style.once}>
        <TextInput label={label} readOnly value={secret} data-autofocus onFocus={(event) => event.currentTarget.select()} />
        {navigator.clipboard !== undefined && (
          <Button variant="default" onClick={copy} aria-label={copyLabel}>
            <Icon name="copy" size={16} />
          </Button>
        )}
      </div>
      {children}
      <Button onClick={done}>{t.invite.done}</Button>
    </div>
  );
}
