/** Escalation chains of Grafana OnCall: their steps one after the other, with waits in between. */
import type { Cursor } from "#core/oncall/import/cursor.ts";
import type { PeerPolicy, PeerStep, Reading } from "#core/oncall/import/peer.ts";

/** `repeat_escalation` goes through a chain five times more at most (MAX_TIMES_REPEAT of the product's escalation_policy.py). */
const repeats = 5;

export function readChains(chains: readonly Cursor[], steps: readonly Cursor[], reading: Reading): PeerPolicy[] {
  return chains.map((place) => {
    const id = place.in("id").id();
    const own = steps.filter((step) => step.in("escalation_chain_id").id() === id);
    const positioned = own.map((step) => ({ step, position: step.in("position").isThere ? step.in("position").whole(0, 100_000) : 0 }));
    return readChain(
      place,
      positioned.sort((a, b) => a.position - b.position).map(({ step }) => step),
      reading,
    );
  });
}

function readChain(place: Cursor, steps: readonly Cursor[], { notes }: Reading): PeerPolicy {
  const told: { place: Cursor; afterMinutes: number; targets: PeerStep["targets"][number][] }[] = [];
  let waited = 0;
  let repeat = 0;
  for (const step of steps) {
    const type = step.in("type").text();
    if (type === "wait") waited += step.in("duration").isThere ? step.in("duration").whole(0, 1_000_000) / 60 : 0;
    else if (type === "repeat_escalation") repeat = repeats;
    else {
      const targets = targetsOf(step, type);
      if (targets === null) {
        notes.add(step, "type-unknown", { type });
        continue;
      }
      if (type === "notify_person_next_each_time") notes.add(step, "next-each-time");
      const last = told.at(-1);
      // Without a wait in between they are told in the same breath.
      if (last !== undefined && waited === 0) last.targets.push(...targets);
      else told.push({ place: step, afterMinutes: Math.round(waited), targets: [...targets] });
      waited = 0;
    }
  }
  return { place, name: place.in("name").text(), steps: told, repeat };
}

function targetsOf(step: Cursor, type: string): PeerStep["targets"] | null {
  const people = (key: string): PeerStep["targets"] =>
    step
      .in(key)
      .items()
      .map((place) => ({ place, kind: "person" as const, id: place.id() }));
  switch (type) {
    case "notify_persons":
      return people("persons_to_notify");
    case "notify_person_next_each_time":
      return people("persons_to_notify_next_each_time");
    case "notify_on_call_from_schedule": {
      const place = step.in("notify_on_call_from_schedule");
      return [{ place, kind: "schedule", id: place.id() }];
    }
    default:
      return null;
  }
}
