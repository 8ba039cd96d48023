/** One gateway: its place, how it is and since when, what it last did; and what can be done with it. */

import { useSortable } from "@dnd-kit/sortable";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type CSSProperties, lazy, Suspense, useState } from "react";
import { type DriverView, type GatewayView, gatewaysQuery, probeGateway } from "../api/channels.ts";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./channels.module.css";
import { useDriverTitle } from "./driver-title.ts";
import { needsLook, stateOf } from "./gateway-state.ts";

const TestDialog = lazy(() => import("./test-dialog.tsx"));

type Props = {
  gateway: GatewayView;
  driver: DriverView | undefined;
  place: { position: number; total: number };
  move: (to: number) => void;
  edit: () => void;
};

export function GatewayRow({ gateway, driver, place, move, edit }: Props) {
  const { channels: t } = useText();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: gateway.id });
  const form: CSSProperties = transform === null ? {} : { transform: `translate3d(0, ${Math.round(transform.y)}px, 0)` };
  const titleOf = useDriverTitle();
  const { name } = gateway;
  return (
    <li
      ref={setNodeRef}
      className={style.gateway}
      data-state={stateOf(gateway)}
      data-dragging={isDragging}
      data-alone={place.total === 1}
      style={{ ...form, ...(transition === undefined ? {} : { transition }) }}
    >
      <span className={style.place}>
        <button
          type="button"
          ref={setActivatorNodeRef}
          className={style.grip}
          {...attributes}
          {...listeners}
          aria-label={t.move.handle({ name })}
        >
          <Icon name="grip" />
        </button>
        <span className={style.position}>{place.position}</span>
        <span className={style.moves}>
          <Move label={t.move.up({ name })} icon="up" isOff={place.position === 1} run={() => move(place.position - 2)} />
          <Move label={t.move.down({ name })} icon="down" isOff={place.position === place.total} run={() => move(place.position)} />
        </span>
      </span>
      <div className={style.what}>
        <h3>{name}</h3>
        <p className="soft">
          {driver === undefined ? gateway.driver : titleOf(driver)}
          {gateway.isBuiltIn && ` · ${t.builtIn}`}
        </p>
      </div>
      <Health gateway={gateway} />
      <Acts gateway={gateway} driver={driver} edit={edit} />
    </li>
  );
}

const Move = ({ label, icon, isOff, run }: { label: string; icon: "up" | "down"; isOff: boolean; run: () => void }) => (
  // Not disabled: whoever moved it to the end keeps the focus.
  <button type="button" className={style.move} aria-label={label} aria-disabled={isOff} onClick={() => (isOff ? undefined : run())}>
    <Icon name={icon} size={14} />
  </button>
);

function Health({ gateway }: { gateway: GatewayView }) {
  const { text, zoned } = useLanguage();
  const t = text.channels;
  const now = useNow();
  const { health } = gateway;
  const state = stateOf(gateway);
  const when = (at: string) => shortInstant(Date.parse(at), now, zoned);
  const done = [
    ...(health.lastSentAt === null ? [] : [t.lastTaken({ when: when(health.lastSentAt) })]),
    ...(health.lastReceiptAt === null ? [] : [t.lastReceipt({ when: when(health.lastReceiptAt) })]),
    ...(health.lastFailedAt === null ? [] : [t.lastFailed({ when: when(health.lastFailedAt) })]),
  ];
  const sentence = done.join(" · ");
  return (
    <div className={style.health}>
      <p>
        <span className={style.state} data-state={state}>
          {t.state[state]}
        </span>
        {health.since !== null && (state === "healthy" || needsLook(state)) && (
          <span className="soft"> {t.since({ when: when(health.since) })}</span>
        )}
      </p>
      {state !== "healthy" && <p className="soft">{t.stateHint[state]}</p>}
      <p className="soft">{sentence === "" ? t.neverUsed : sentence.charAt(0).toLocaleUpperCase(zoned.locale) + sentence.slice(1)}</p>
      {health.lastSaid !== null && health.failures > 0 && <p className={style.said}>{t.saidLast({ words: health.lastSaid })}</p>}
      {health.retryAt !== null && state !== "off" && Date.parse(health.retryAt) > now && (
        <p className="soft">{t.retry({ when: when(health.retryAt) })}</p>
      )}
    </div>
  );
}

function Acts({ gateway, driver, edit }: { gateway: GatewayView; driver: DriverView | undefined; edit: () => void }) {
  const { channels: t } = useText();
  const client = useQueryClient();
  const [isTesting, setTesting] = useState(false);
  const { id, name } = gateway;
  const probing = useMutation({
    mutationFn: () => probeGateway(id),
    onSuccess: ({ isWell, said }) => {
      say({ label: isWell ? t.probeWell({ name, said }) : t.probeUnwell({ name, said }), tone: isWell ? "good" : "bad" });
      void client.invalidateQueries({ queryKey: gatewaysQuery.queryKey });
    },
  });
  return (
    <div className={style.acts}>
      {driver?.hasProbe === true && (
        <Button variant="default" size="xs" loading={probing.isPending} onClick={() => probing.mutate()} aria-label={t.probeOf({ name })}>
          {t.probe}
        </Button>
      )}
      {gateway.channel !== "push" && (
        <Button variant="default" size="xs" onClick={() => setTesting(true)} aria-label={t.testOf({ name })}>
          {t.test}
        </Button>
      )}
      <Button variant="default" size="xs" onClick={edit} aria-label={t.editOf({ name })}>
        {t.edit}
      </Button>
      <ProblemNote error={probing.error} />
      {isTesting && (
        <Suspense fallback={null}>
          <TestDialog gateway={gateway} close={() => setTesting(false)} />
        </Suspense>
      )}
    </div>
  );
}
