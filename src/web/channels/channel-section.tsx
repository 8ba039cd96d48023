/** One channel's gateways in the order in which they are asked: moved by pointer, by touch, by keyboard or by their buttons. */
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Channel, type DriverView, type GatewayView, gatewaysQuery, orderGateways } from "../api/channels.ts";
import { Icon } from "../kit/icon.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import style from "./channels.module.css";
import { GatewayRow } from "./gateway-row.tsx";
import { channelWarning, placed } from "./gateway-state.ts";

type Props = {
  channel: Channel;
  gateways: readonly GatewayView[];
  drivers: readonly DriverView[];
  edit: (gateway: GatewayView) => void;
  add: () => void;
};

export function ChannelSection({ channel, gateways, drivers, edit, add }: Props) {
  const { channels: t } = useText();
  const ids = gateways.map(({ id }) => id);
  const ordering = useOrdering(channel, gateways);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    // On a touch screen a short hold takes the gateway; a swipe scrolls as ever.
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const end = ({ active, over }: DragEndEvent) => {
    if (over !== null && over.id !== active.id) ordering.move(String(active.id), ids.indexOf(String(over.id)));
  };
  const warning = channelWarning(gateways);
  const heading = `channel-${channel}`;
  return (
    <section className={style.channel} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{t.names[channel]}</h2>
        {warning !== null && (
          <p className={style.warning} data-tone={warning === "only" ? "soft" : "late"}>
            <Icon name="warn" size={15} />
            {t[warning]}
          </p>
        )}
        <button type="button" className={style.adding} onClick={add} aria-label={t.addTo({ channel: t.names[channel] })}>
          <Icon name="plus" size={15} />
          {t.add}
        </button>
      </header>
      <ProblemNote error={ordering.error} />
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={end}
        accessibility={{ announcements: useAnnouncements(gateways), screenReaderInstructions: { draggable: t.move.instructions } }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol className={style.gateways}>
            {gateways.map((gateway, index) => (
              <GatewayRow
                key={gateway.id}
                gateway={gateway}
                driver={drivers.find(({ name }) => name === gateway.driver)}
                place={{ position: index + 1, total: gateways.length }}
                move={(to) => ordering.move(gateway.id, to)}
                edit={() => edit(gateway)}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
    </section>
  );
}

/** The new order is shown at once, and as it was again when it was refused. */
function useOrdering(channel: Channel, gateways: readonly GatewayView[]) {
  const { channels: t } = useText();
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ ids }: { ids: readonly string[]; moved: string }) => orderGateways(channel, ids),
    onMutate: async ({ ids }) => {
      await client.cancelQueries({ queryKey: gatewaysQuery.queryKey });
      const before = client.getQueryData(gatewaysQuery.queryKey);
      client.setQueryData(gatewaysQuery.queryKey, (all = []) => {
        const own = ids.flatMap((id) => all.find((each) => each.id === id) ?? []);
        return all.map((each) => (each.channel === channel ? own.shift()! : each));
      });
      return { before };
    },
    onError: (_error, _order, context) => client.setQueryData(gatewaysQuery.queryKey, context?.before),
    onSuccess: (_, { ids, moved }) => {
      const name = gateways.find(({ id }) => id === moved)?.name ?? "";
      say({ label: t.ordered({ name, position: ids.indexOf(moved) + 1 }) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: gatewaysQuery.queryKey }),
  });
  const ids = gateways.map(({ id }) => id);
  return {
    error: mutation.error,
    move: (moved: string, to: number) => mutation.mutate({ ids: placed(ids, moved, to), moved }),
  };
}

function useAnnouncements(gateways: readonly GatewayView[]): Announcements {
  const t = useText().channels.move;
  const at = (id: unknown, over: unknown): { name: string; position: number; total: number } => ({
    name: gateways.find((each) => each.id === id)?.name ?? "",
    position: gateways.findIndex((each) => each.id === over) + 1,
    total: gateways.length,
  });
  return {
    onDragStart: ({ active }) => t.taken(at(active.id, active.id)),
    onDragOver: ({ active, over }) => (over === null ? undefined : t.moved(at(active.id, over.id))),
    onDragEnd: ({ active, over }) => t.dropped(at(active.id, over?.id ?? active.id)),
    onDragCancel: ({ active }) => t.left({ name: at(active.id, active.id).name }),
  };
}
