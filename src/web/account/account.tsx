/** My own account, for the provider's people and for customers' alike: who I am, how I read, what protects me, where I am signed in. */
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "../api/account.ts";
import { meQuery } from "../api/queries.ts";
import { Icon } from "../kit/icon.tsx";
import { Failure, Loading } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./account.module.css";
import { Passkeys } from "./passkeys.tsx";
import { PasswordSection } from "./password.tsx";
import { Profile } from "./profile.tsx";
import { Reach } from "./reach/reach.tsx";
import { Reading } from "./reading.tsx";
import { SecondFactorSection } from "./second-factor.tsx";
import { Section } from "./section.tsx";
import { Sessions } from "./sessions.tsx";

export function AccountPage() {
  const { account: t } = useText();
  const me = useQuery(meQuery);
  const account = useQuery(accountQuery);
  if (me.isError) return <Failure error={me.error} retry={() => void me.refetch()} />;
  if (account.isError) return <Failure error={account.error} retry={() => void account.refetch()} />;
  if (me.isPending || account.isPending) return <Loading />;
  const { needsSecondFactor, providers } = account.data;
  return (
    <div className={style.page}>
      <div>
        <h1>{t.title}</h1>
        <p className="soft">{t.lead}</p>
      </div>
      {needsSecondFactor && (
        <p className={style.required} role="status">
          <Icon name="shield" /> {t.required}
        </p>
      )}
      {needsSecondFactor && <SecondFactorSection account={account.data} me={me.data} />}
      <Profile key={me.data.id} me={me.data} />
      {me.data.customerId === null && !needsSecondFactor && <Reach />}
      <Reading me={me.data} />
      <PasswordSection account={account.data} />
      {!needsSecondFactor && <SecondFactorSection account={account.data} me={me.data} />}
      <Passkeys account={account.data} />
      {providers.length > 0 && (
        <Section title={t.provider.title} lead={t.provider.lead}>
          <ul className={style.list}>
            {providers.map(({ id, name }) => (
              <li key={id}>
                <Icon name="link" /> {name}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Sessions />
    </div>
  );
}
