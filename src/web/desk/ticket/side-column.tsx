/** All that helps to answer, in panels that fold and stay as their reader left them. */
import { useQuery } from "@tanstack/react-query";
import { ballQuery } from "../../api/queries.ts";
import { BallRibbon } from "../../kit/ball-ribbon.tsx";
import { useNow } from "../../kit/now.ts";
import { usePainted } from "../../kit/painted.ts";
import { Failure, Loading } from "../../kit/states.tsx";
import { lengthText } from "../../kit/time-text.ts";
import { useText } from "../../language/language.tsx";
import type { Scene } from "./action.ts";
import { ComponentPanel } from "./beside/component-panel.tsx";
import { HoursPanel } from "./beside/hours-panel.tsx";
import { PagePanel } from "./beside/page-panel.tsx";
import { PeoplePanel } from "./beside/people-panel.tsx";
import { RelatedPanel } from "./beside/related-panel.tsx";
import { RunbookPanel } from "./beside/runbook-panel.tsx";
import { SimilarPanel } from "./beside/similar-panel.tsx";
import { TasksPanel } from "./beside/tasks-panel.tsx";
import { TimePanel } from "./beside/time-panel.tsx";
import { ClockPanel } from "./clock-panel.tsx";
import { FactsPanel } from "./facts-panel.tsx";
import { Panel } from "./panel.tsx";

type SideProps = { scene: Scene; insert: (markdown: string) => void };

export function SideColumn({ scene, insert }: SideProps) {
  const { sections } = useText().ticket;
  const { ticket, document, name } = scene;
  const agreement = ticket.agreementId === null ? undefined : document?.agreements[ticket.agreementId];
  // What was said and promised stands there first.
  const isPainted = usePainted();
  return (
    <>
      {isPainted && <PagePanel ticketId={ticket.id} />}
      <Panel id="clocks" title={sections.clocks}>
        <ClockPanel ticket={ticket} zone={name.zone} thresholds={agreement?.thresholds} />
      </Panel>
      <Panel id="ball" title={sections.ball}>
        <Ball scene={scene} />
      </Panel>
      <Panel id="facts" title={sections.facts}>
        <FactsPanel scene={scene} />
      </Panel>
      {isPainted && <Help scene={scene} insert={insert} />}
    </>
  );
}

function Help({ scene, insert }: SideProps) {
  const { beside } = useText().ticket;
  const { ticket } = scene;
  const done = ticket.tasks.filter(({ doneAt }) => doneAt !== null).length;
  return (
    <>
      <Panel id="people" title={beside.people.title}>
        <PeoplePanel scene={scene} />
      </Panel>
      <Panel id="runbook" title={beside.runbook.title}>
        <RunbookPanel scene={scene} />
      </Panel>
      <Panel id="similar" title={beside.similar.title}>
        <SimilarPanel scene={scene} insert={insert} />
      </Panel>
      <Panel id="component" title={beside.component.title}>
        <ComponentPanel scene={scene} />
      </Panel>
      <Panel
        id="tasks"
        title={beside.tasks.title}
        hint={ticket.tasks.length === 0 ? undefined : `${done}/${ticket.tasks.length}`}
        isOpenAtFirst={ticket.tasks.length > 0}
      >
        <TasksPanel scene={scene} />
      </Panel>
      <Panel id="related" title={beside.related.title}>
        <RelatedPanel scene={scene} />
      </Panel>
      <Panel
        id="time"
        title={beside.time.title}
        hint={ticket.timeMinutes === 0 ? undefined : lengthText(ticket.timeMinutes * 60_000)}
        isOpenAtFirst={false}
      >
        <TimePanel scene={scene} />
      </Panel>
      <Panel id="hours" title={beside.hours.title} isOpenAtFirst={false}>
        <HoursPanel scene={scene} />
      </Panel>
    </>
  );
}

function Ball({ scene: { ticket, name } }: { scene: Scene }) {
  const now = useNow();
  const ball = useQuery(ballQuery(ticket.id));
  if (ball.isPending) return <Loading />;
  if (ball.isError) return <Failure error={ball.error} retry={() => void ball.refetch()} />;
  return (
    <BallRibbon
      stretches={ball.data.stretches}
      now={now}
      nameOf={(stretch) => {
        if (stretch.name === null) return null;
        return stretch.holder === "vendor" ? name.vendor(stretch.name) : name.person(stretch.name);
      }}
    />
  );
}
