/** The rota as the server tells of it: the picture of a stretch of time, what was recorded, what a change would do; and the changes. */
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type {
  Handover,
  HandoverNote,
  leaveBody,
  overrideBody,
  previewBody,
  RotaLeave,
  RotaOverride,
  RotaPreview,
  RotaSwap,
  swapBody,
} from "#server/oncall/rota-schema.ts";
import type { RotaPictureAnswer } from "#server/oncall/routes-picture.ts";
import type { onCallWhySchema } from "#server/oncall/who-schema.ts";
import type { DrawnLeave, DrawnOverride, DrawnSchedule, DrawnShift } from "../oncall/rota/rows.ts";
import { request, withQuery } from "./request.ts";
import type { Page } from "./wire.ts";

export type { Handover, HandoverNote, RotaLeave, RotaOverride, RotaPreview, RotaSwap };

const base = "/api/v1/oncall";
const get = async <T>(path: string, signal: AbortSignal): Promise<T> => (await request<T>("GET", `${base}${path}`, { signal })).value;
const iso = (at: number): string => new Date(at).toISOString();

export type Drawn = {
  schedules: readonly DrawnSchedule[];
  leave: readonly DrawnLeave[];
  overrides: readonly DrawnOverride[];
  people: ReadonlyMap<string, { name: string; holidays: string | null }>;
  /** By region, then by local date: what it is called. */
  holidays: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

const stretch = <T extends { from: string; to: string }>(each: T) => ({ ...each, from: Date.parse(each.from), to: Date.parse(each.to) });

function drawnOf({ schedules, leave, overrides, people, holidays }: RotaPictureAnswer): Drawn {
  const shifts = (list: readonly { from: string; to: string; person: string; layer: string | null }[]): DrawnShift[] => list.map(stretch);
  const byRegion = new Map<string, Map<string, string>>();
  for (const { region, date, name } of holidays) {
    const days = byRegion.get(region) ?? new Map<string, string>();
    byRegion.set(region, days.set(date, name));
  }
  return {
    schedules: schedules.map((each) => ({
      ...each,
      shifts: shifts(each.shifts),
      layers: each.layers.map((layer) => ({ ...layer, shifts: shifts(layer.shifts) })),
      gaps: each.gaps.map(stretch),
    })),
    leave: leave.map(stretch),
    overrides: overrides.map(stretch),
    people: new Map(people.map(({ person, name, holidays: region }) => [person, { name, holidays: region }])),
    holidays: byRegion,
  };
}

/** What there is to draw of `[from, to)`. What was shown stays until the next window is there. */
export const pictureQuery = (
  from: number,
  to: number,
  { schedule, layers }: { schedule?: string | undefined; layers?: "yes" | undefined } = {},
) =>
  queryOptions({
    queryKey: ["rota", "picture", from, to, schedule ?? null, layers ?? null],
    queryFn: async ({ signal }) =>
      drawnOf(await get<RotaPictureAnswer>(withQuery("/picture", { from: iso(from), to: iso(to), schedule, layers }), signal)),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export type OnCallWhy = z.infer<typeof onCallWhySchema>;

/** Why it is who it is, in one schedule at an instant. */
export const whyQuery = (schedule: string, at: number) =>
  queryOptions({
    queryKey: ["rota", "why", schedule, at],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly OnCallWhy[] }>(withQuery("/who", { schedule, at: iso(at) }), signal)).items[0]!,
  });

export const swapsQuery = queryOptions({
  queryKey: ["rota", "swaps"],
  queryFn: async ({ signal }) => (await get<Page<RotaSwap>>("/swaps?mine=yes&state=open&limit=100", signal)).items,
  staleTime: 30_000,
});

/** Of the hand-over at or after an instant: notes, pages and tickets that pass on. */
export const handoverQuery = (schedule: string, at: number) =>
  queryOptions({
    queryKey: ["rota", "handover", schedule, at],
    queryFn: ({ signal }) => get<Handover>(withQuery("/handover", { schedule, at: iso(at) }), signal),
    retry: false,
  });

export const overridesQuery = (schedule: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["rota", "overrides", schedule, from, to],
    queryFn: async ({ signal }) =>
      (await get<Page<RotaOverride>>(withQuery("/overrides", { schedule, from: iso(from), to: iso(to) }), signal)).items,
  });

export const leaveQuery = (person: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["rota", "leave", person, from, to],
    queryFn: async ({ signal }) =>
      (await get<Page<RotaLeave>>(withQuery("/leave", { person, from: iso(from), to: iso(to) }), signal)).items,
  });

export type PreviewOrder = z.input<typeof previewBody>;
export type OverrideOrder = z.input<typeof overrideBody>;
export type LeaveOrder = z.input<typeof leaveBody>;
export type SwapOrder = z.input<typeof swapBody>;

export const previewQuery = (order: PreviewOrder | null) =>
  queryOptions({
    queryKey: ["rota", "preview", order],
    queryFn: async ({ signal }) => (await request<RotaPreview>("POST", `${base}/preview`, { body: order, signal })).value,
    enabled: order !== null,
    retry: false,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });

export const recordOverride = async (body: OverrideOrder): Promise<RotaOverride> =>
  (await request<RotaOverride>("POST", `${base}/overrides`, { body })).value;
export const recordLeave = async (body: LeaveOrder): Promise<RotaLeave> =>
  (await request<RotaLeave>("POST", `${base}/leave`, { body })).value;
export const askForSwap = async (body: SwapOrder): Promise<RotaSwap> => (await request<RotaSwap>("POST", `${base}/swaps`, { body })).value;
export const answerSwap = async (id: number, answer: "acceptance" | "declining"): Promise<void> => {
  await request("POST", `${base}/swaps/${id}/${answer}`, { body: {} });
};
export const takeBack = async (what: "overrides" | "leave" | "swaps" | "notes", id: number): Promise<void> => {
  await request("DELETE", `${base}/${what}/${id}`);
};
export const writeNote = async (body: { schedule: string; at: string; text: string }): Promise<HandoverNote> =>
  (await request<HandoverNote>("POST", `${base}/notes`, { body })).value;

/** The rota changed: whoever shows it reads it again, and who is on call with it. */
export const rotaChanged = (client: QueryClient): Promise<unknown> =>
  Promise.all([client.invalidateQueries({ queryKey: ["rota"] }), client.invalidateQueries({ queryKey: ["pages", "on-call"] })]);
