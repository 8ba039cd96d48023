/** The ways in without a password of ours: passkey, identity providers. */
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { canUsePasskeys, isCancelled } from "../api/passkey.ts";
import { leaveForProvider, signInByPasskey, waysQuery } from "../api/session.ts";
import { Icon } from "../kit/icon.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./access.module.css";

export function OtherWays({ back, entered }: { back: string | undefined; entered: () => Promise<void> }) {
  const { access } = useText();
  const { data: ways } = useQuery(waysQuery);
  const byPasskey = useMutation({ mutationFn: signInByPasskey, onSuccess: entered });
  const byProvider = useMutation({ mutationFn: (id: string) => leaveForProvider(id, back ?? "/") });
  const hasPasskeys = ways?.passkey === true && canUsePasskeys();
  if (ways === undefined || (!hasPasskeys && ways.providers.length === 0)) return null;
  const error = byProvider.error ?? (isCancelled(byPasskey.error) ? null : byPasskey.error);
  return (
    <section aria-label={access.otherWays} className={style.others}>
      <p className={style.or}>
        <span>{access.or}</span>
      </p>
      {hasPasskeys && (
        <Button
          variant="default"
          size="md"
          leftSection={<Icon name="key" size={18} />}
          loading={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
        >
          {access.byPasskey}
        </Button>
      )}
      {ways.providers.map(({ id, name }) => (
        <Button
          key={id}
          variant="default"
          size="md"
          leftSection={<Icon name="leave" size={18} />}
          loading={byProvider.isPending && byProvider.variables === id}
          onClick={() => byProvider.mutate(id)}
        >
          {access.byProvider({ name })}
        </Button>
      ))}
      <ProblemNote error={error} />
    </section>
  );
}
