/** The link by which somebody comes in, shown once to whoever invited them; where mail is set up, it went that way. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../kit/icon.tsx";
import { useText } from "../language/language.tsx";
import style from "./people.module.css";

export function InvitationLink({ name, link, close }: { name: string; link: string | null; close: () => void }) {
  const { portal, house } = useText();
  const t = portal.people;
  const [isCopied, setCopied] = useState(false);
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className={style.link} role="status">
      <p className={style.name}>{t.invited({ name })}</p>
      {link === null ? (
        <p>{t.mailed}</p>
      ) : (
        <>
          <p>{t.link}</p>
          <code>{link}</code>
        </>
      )}
      <div className={style.acts}>
        {link !== null && (
          <Button leftSection={<Icon name={isCopied ? "check" : "link"} size={16} />} onClick={() => void copy(link)}>
            {isCopied ? t.copied : t.copy}
          </Button>
        )}
        <Button variant="default" onClick={close}>
          {house.form.close}
        </Button>
      </div>
    </div>
  );
}
