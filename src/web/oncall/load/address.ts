/** What the page of the load shows, as it stands in the address. */
import type { Measure } from "../../api/load.ts";

export const times = ["last-month", "quarter", "next", "own"] as const;
export type Time = (typeof times)[number];

const columns = {
  ...{ person: true, hours: true, nights: true, weekendDays: true, holidays: true, pages: true, nightPages: true },
} satisfies Record<Measure | "person", true>;
export type Column = keyof typeof columns;
export const columnNames = Object.keys(columns) as readonly Column[];

export type LoadAddress = {
  /** The quarter when absent. */
  time?: Time;
  /** Of `own`: local dates, both included. */
  from?: string;
  to?: string;
  schedule?: string;
  /** By hours when absent. */
  sort?: Column;
  /** The least first. */
  up?: true;
};

/** Another address with some fields set, or taken out where they are undefined. */
export type Go = (change: { [Key in keyof LoadAddress]?: LoadAddress[Key] | undefined }) => void;

const isDate = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));

export function readLoadAddress(search: Record<string, unknown>): LoadAddress {
  const { time, from, to, schedule, sort, up } = search;
  const [knownTime, knownColumn] = [times.find((each) => each === time), columnNames.find((each) => each === sort)];
  return {
    ...(knownTime === undefined ? {} : { time: knownTime }),
    ...(isDate(from) ? { from } : {}),
    ...(isDate(to) ? { to } : {}),
    ...(typeof schedule === "string" && schedule !== "" ? { schedule: schedule.slice(0, 100) } : {}),
    ...(knownColumn === undefined ? {} : { sort: knownColumn }),
    ...(up === true || up === "true" ? { up: true as const } : {}),
  };
}
