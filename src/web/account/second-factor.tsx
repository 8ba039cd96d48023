/** The second factor of my account: set up, renewed, switched off. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Account, accountQuery, removeSecondFactor, renewRecoveryCodes } from "../api/account.ts";
import type { Person } from "../api/answers.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import style from "./account.module.css";
import { Enrolment } from "./enrolment.tsx";
import { PasswordAsk } from "./password-ask.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { Section } from "./section.tsx";

type Opened = "enrol" | "renew" | "remove" | null;

export function SecondFactorSection({ account, me }: { account: Account; me: Person }) {
  const { account: t } = useText();
  const [opened, setOpened] = useState<Opened>(null);
  const client = useQueryClient();
  const close = () => {
    setOpened(null);
    void client.invalidateQueries({ queryKey: accountQuery.queryKey });
  };
  const email = me.email ?? "";
  return (
    <Section title={t.factor.title} lead={t.factor.lead}>
      <Standing account={account} open={setOpened} />
      {opened === "enrol" && <Enrolment email={email} close={close} />}
      {opened === "renew" && <Renewal email={email} close={close} />}
      {opened === "remove" && (
        <Dialog close={close} title={t.factor.removeTitle}>
          <PasswordAsk
            lead={t.factor.removeLead}
            submit={t.factor.remove}
            isDangerous
            ask={removeSecondFactor}
            done={() => {
              say({ label: t.factor.removed });
              close();
            }}
          />
        </Dialog>
      )}
    </Section>
  );
}

function Standing({ account: { hasPassword, secondFactor }, open }: { account: Account; open: (what: Opened) => void }) {
  const { account: t } = useText();
  const { isEnabled, isRequired, recoveryCodesLeft } = secondFactor;
  if (!isEnabled) {
    return (
      <>
        <p className={style.state}>{t.factor.off}</p>
        {hasPassword ? <Button onClick={() => open("enrol")}>{t.factor.setUp}</Button> : <p className="soft">{t.factor.needsPassword}</p>}
      </>
    );
  }
  return (
    <>
      <div>
        <p className={style.state} data-on="true">
          <Icon name="check" size={16} /> {t.factor.on}
        </p>
        <p className="soft">{t.factor.onHint}</p>
        {recoveryCodesLeft !== null && <p className="soft">{t.factor.codesLeft({ count: recoveryCodesLeft })}</p>}
      </div>
      <div className={style.row}>
        <Button variant="default" onClick={() => open("renew")}>
          {t.factor.renew}
        </Button>
        {!isRequired && (
          <Button variant="default" onClick={() => open("remove")}>
            {t.factor.remove}
          </Button>
        )}
      </div>
      {isRequired && <p className="soft">{t.factor.cannotRemove}</p>}
    </>
  );
}

function Renewal({ email, close }: { email: string; close: () => void }) {
  const { account: t } = useText();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Dialog close={close} title={codes === null ? t.factor.renewTitle : t.factor.codesTitle}>
      {codes === null ? (
        <PasswordAsk lead={t.factor.renewLead} submit={t.factor.goOn} ask={renewRecoveryCodes} done={setCodes} />
      ) : (
        <RecoveryCodes codes={codes} email={email} done={close} />
      )}
    </Dialog>
  );
}
