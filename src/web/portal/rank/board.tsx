/** Two lists one can drag between, by pointer, by touch and by keyboard; every move is told to those who do not see it. */
import {
  type Announcements,
  closestCorners,
  DndContext,
  type DragEndEvent,
  type DragOverEvent,
  DragOverlay,
  type DragStartEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { type ReactNode, useState } from "react";
import type { TicketSummary } from "../../api/wire.ts";
import { useText } from "../../language/language.tsx";
import { Card, Dragged } from "./card.tsx";
import { moved, type Order, type Spot, spotOf } from "./order.ts";
import style from "./rank.module.css";

type Props = { order: Order; tickets: ReadonlyMap<number, TicketSummary>; change: (next: Order) => void };

const numbered = (id: unknown): number => Number(id);

/** Where something is dragged to: onto a ticket's place, or onto a list (its end). */
function spotAt(order: Order, over: unknown): Spot | null {
  if (over === "ranked" || over === "rest") return { list: over, index: order[over].length };
  return over === undefined ? null : spotOf(order, numbered(over));
}

/** Mouse, finger and keyboard. */
const useHands = () =>
  useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    // On a touch screen a short hold takes the ticket; a swipe scrolls as ever.
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

export function Board({ order, tickets, change }: Props) {
  const { portal } = useText();
  const t = portal.rank;
  const [dragged, setDragged] = useState<number | null>(null);
  /** What it would be if it were let go now. */
  const [tried, setTried] = useState<Order | null>(null);
  const shown = tried ?? order;
  const sensors = useHands();
  const begin = ({ active }: DragStartEvent) => {
    setDragged(numbered(active.id));
    setTried(order);
  };
  const over = ({ active, over: target }: DragOverEvent) => {
    const id = numbered(active.id);
    const [from, to] = [spotOf(shown, id), spotAt(shown, target?.id)];
    if (from === null || to === null || target?.id === active.id) return;
    // Only between lists: within one the places are shown by the sorting itself.
    if (from.list !== to.list) setTried(moved(shown, id, to));
  };
  const end = ({ active, over: target }: DragEndEvent) => {
    const id = numbered(active.id);
    const to = spotAt(shown, target?.id);
    setDragged(null);
    setTried(null);
    if (to !== null) change(moved(shown, id, to));
  };
  const cancel = () => {
    setDragged(null);
    setTried(null);
  };
  const ticket = dragged === null ? undefined : tickets.get(dragged);
  const list = (name: keyof Order, empty: ReactNode) => (
    <List name={name} ids={shown[name]} empty={empty}>
      {shown[name].map((id, index) => (
        <Card
          key={id}
          id={id}
          ticket={tickets.get(id)}
          place={name === "ranked" ? { position: index + 1, total: shown.ranked.length } : null}
          move={(to) => change(moved(order, id, to))}
          order={order}
        />
      ))}
    </List>
  );
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCorners}
      onDragStart={begin}
      onDragOver={over}
      onDragEnd={end}
      onDragCancel={cancel}
      accessibility={{ announcements: useAnnouncements(shown), screenReaderInstructions: { draggable: t.instructions } }}
    >
      <section className={style.list} aria-label={t.ranked}>
        <h2>{t.ranked}</h2>
        {list("ranked", t.rankedEmpty)}
      </section>
      <section className={style.list} aria-label={t.unranked}>
        <h2>{t.unranked}</h2>
        {list("rest", null)}
      </section>
      <DragOverlay dropAnimation={null}>{ticket === undefined ? null : <Dragged ticket={ticket} />}</DragOverlay>
    </DndContext>
  );
}

type ListProps = { name: keyof Order; ids: readonly number[]; empty: ReactNode; children: ReactNode };

function List({ name, ids, empty, children }: ListProps) {
  const { setNodeRef, isOver } = useDroppable({ id: name });
  return (
    <SortableContext id={name} items={[...ids]} strategy={verticalListSortingStrategy}>
      <ol ref={setNodeRef} className={style.cards} data-list={name} data-over={isOver} data-empty={ids.length === 0}>
        {children}
        {ids.length === 0 && <li className={style.empty}>{empty}</li>}
      </ol>
    </SortableContext>
  );
}

function useAnnouncements(order: Order): Announcements {
  const t = useText().portal.rank;
  const placed = (id: unknown, over: unknown): { id: string; position: number; total: number } => {
    const spot = spotAt(order, over) ?? spotOf(order, numbered(id));
    return { id: String(id), position: (spot?.index ?? 0) + 1, total: order[spot?.list ?? "ranked"].length };
  };
  return {
    onDragStart: ({ active }) => t.taken(placed(active.id, active.id)),
    onDragOver: ({ active, over }) => (over === null ? undefined : t.moved(placed(active.id, over.id))),
    onDragEnd: ({ active, over }) => t.dropped(placed(active.id, over?.id)),
    onDragCancel: ({ active }) => t.left({ id: String(active.id) }),
  };
}
