/** Adding a way to be reached: by which channel, where; then the code that proves it. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addPoint, type Channel, type ContactPointView, reachQuery } from "../../api/reach.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { say } from "../../kit/undo-store.ts";
import { useText } from "../../language/language.tsx";
import account from "../account.module.css";
import { CodeStep } from "./code-step.tsx";

type Props = { channels: readonly Channel[]; close: () => void };

const kinds: Partial<Record<Channel, "email" | "tel" | "url">> = { email: "email", sms: "tel", voice: "tel", teams: "url", webhook: "url" };

export function AddPoint({ channels, close }: Props) {
  const { reach: t, pages } = useText();
  const client = useQueryClient();
  // A browser is added by itself.
  const choices = channels.filter((channel) => channel !== "push");
  const [channel, setChannel] = useState<Channel>(choices[0] ?? "email");
  const [address, setAddress] = useState("");
  const [label, setLabel] = useState("");
  const [added, setAdded] = useState<ContactPointView | null>(null);
  const adding = useMutation({
    mutationFn: () => addPoint({ channel, address, ...(label.trim() === "" ? {} : { label: label.trim() }) }),
    onSuccess: (point) => {
      void client.invalidateQueries({ queryKey: reachQuery.queryKey });
      if (point.verifiedAt === null) return setAdded(point);
      say({ label: t.form.added, tone: "good" });
      close();
    },
  });
  if (added !== null) return <CodeStep point={added} close={close} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (address.trim() !== "") adding.mutate();
  };
  return (
    <Dialog close={close} title={t.form.title}>
      <form className={account.form} onSubmit={submit} noValidate>
        <NativeSelect
          label={t.form.channel}
          description={t.form.unserved}
          data-autofocus
          value={channel}
          data={choices.map((value) => ({ value, label: pages.channel[value] }))}
          onChange={(event) => {
            setChannel(event.currentTarget.value as Channel);
            adding.reset();
          }}
        />
        <TextInput
          label={t.form.address}
          description={t.hint[channel]}
          type={kinds[channel] ?? "text"}
          autoComplete={channel === "email" ? "email" : channel === "sms" || channel === "voice" ? "tel" : "off"}
          spellCheck={false}
          maxLength={2_000}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <TextInput
          label={`${t.form.label} (${t.form.optional})`}
          description={t.form.labelHint}
          maxLength={60}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <ProblemNote error={adding.error} />
        <Button type="submit" loading={adding.isPending} disabled={address.trim() === ""}>
          {t.form.go}
        </Button>
      </form>
    </Dialog>
  );
}
