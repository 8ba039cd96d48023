/** How to reach me: this browser, my other ways, and which of them are used when. For the provider's people: they are paged. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ContactPointView, type ReachView, reachQuery } from "../../api/reach.ts";
import { Icon } from "../../kit/icon.tsx";
import { Failure, Loading } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import account from "../account.module.css";
import { Section } from "../section.tsx";
import { AddPoint } from "./add-point.tsx";
import { CodeStep } from "./code-step.tsx";
import { ImpliedRow, PointRow } from "./point-row.tsx";
import { Rules } from "./rules.tsx";
import { ThisBrowser } from "./this-browser.tsx";

type Opened = { act: "add" } | { act: "confirm"; point: ContactPointView } | null;

export function Reach() {
  const { reach: t } = useText();
  const reach = useQuery(reachQuery);
  return (
    <Section title={t.title} lead={t.lead}>
      {reach.isPending && <Loading />}
      {reach.isError && <Failure error={reach.error} retry={() => void reach.refetch()} />}
      {reach.isSuccess && <Ways reach={reach.data} />}
    </Section>
  );
}

function Ways({ reach }: { reach: ReachView }) {
  const { reach: t } = useText();
  const [opened, setOpened] = useState<Opened>(null);
  const { items, implied, channels } = reach;
  const isNobodyThere = implied.length === 0 && !items.some(({ verifiedAt }) => verifiedAt !== null);
  const close = () => setOpened(null);
  return (
    <>
      {isNobodyThere && (
        <p className={account.required} role="status">
          <Icon name="warn" /> {t.noneAtAll}
        </p>
      )}
      <ThisBrowser reach={reach} />
      {items.length === 0 && implied.length > 0 && <p className="soft">{t.none}</p>}
      <ul className={account.list}>
        {items.map((point) => (
          <PointRow key={point.id} point={point} confirm={() => setOpened({ act: "confirm", point })} />
        ))}
        {implied.map((point) => (
          <ImpliedRow key={`${point.channel} ${point.address}`} point={point} />
        ))}
      </ul>
      {channels.some((channel) => channel !== "push") && (
        <Button variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => setOpened({ act: "add" })}>
          {t.add}
        </Button>
      )}
      <Rules reach={reach} />
      {opened?.act === "add" && <AddPoint channels={channels} close={close} />}
      {opened?.act === "confirm" && <CodeStep point={opened.point} close={close} />}
    </>
  );
}
