/** A house with a rota, people with seats in it, and a server that gives out calendars as others' servers do. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Document } from "#core/model/document.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { type House, type HouseOptions, openHouse } from "#server/http/app.fixture.ts";
import { changed } from "../../../test/journeys/model.ts";

export const rotaModel: Document = changed((model) => {
  model.people = {
    alice: { name: "Alice Martin", email: "alice@people.test", zone: "Europe/Paris" },
    bob: { name: "Bob Núñez", email: "bob@people.test" },
    carol: { name: "Carol", email: "carol@people.test" },
    dan: { name: "Dan" },
  };
  const weeks = { name: "weeks", participants: ["bob", "carol"], rotation: { every: 1, unit: "weeks" as const }, start: "2026-01-05" };
  model.schedules = { nights: { zone: "Europe/Madrid", layers: [weeks] } };
});

export type RotaHouse = House & { alice: Seat; bob: Seat; manager: Seat };

export async function openRotaHouse(options: HouseOptions = {}): Promise<RotaHouse> {
  const house = await openHouse({ document: rotaModel, ...options });
  const [alice, bob, manager] = await Promise.all([
    seat(house, { role: "agent", name: "Alice Martin", email: "alice@people.test" }),
    seat(house, { role: "agent", name: "Bob Núñez", email: "bob@people.test" }),
    seat(house, { role: "manager", name: "Carol", email: "carol@people.test" }),
  ]);
  return { ...house, alice, bob, manager };
}

export type CalendarServer = {
  url: string;
  /** What is served now; a number is answered as a status without a calendar. */
  served: string | number;
  /** Asked how often, with which of our conditions the last time, and how often the answer was that nothing changed. */
  asked: { times: number; unchanged: number; condition: string | undefined };
};

/** Gives entity tags, and answers 304 to whoever has them. */
export async function openCalendarServer(served: string | number): Promise<CalendarServer> {
  const asked: CalendarServer["asked"] = { times: 0, unchanged: 0, condition: undefined };
  const calendars: CalendarServer = { url: "", served, asked };
  const server = createServer((request, response) => {
    asked.times++;
    asked.condition = request.headers["if-none-match"];
    if (request.url === "/moved") return void response.writeHead(302, { location: "/secret-path/rota.ics" }).end();
    if (typeof calendars.served === "number") return void response.writeHead(calendars.served).end("<html>no</html>");
    const tag = `"${createHash("sha256").update(calendars.served).digest("hex")}"`;
    if (asked.condition === tag) {
      asked.unchanged++;
      return void response.writeHead(304, { etag: tag }).end();
    }
    response.writeHead(200, { "content-type": "text/calendar", etag: tag }).end(calendars.served);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  calendars.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path/rota.ics`;
  return calendars;
}

type Written = { words: string; from: string; to: string; more?: string[] };

/** A calendar of events in UTC: `20260302T080000Z`; or of whole days: `20260302`. */
export const calendarOf = (...events: readonly Written[]): string =>
  [
    ...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"],
    ...events.flatMap(({ words, from, to, more = [] }, i) => [
      ...["BEGIN:VEVENT", `UID:${i}@calendars.test`, `SUMMARY:${words}`],
      ...[from.length === 8 ? `DTSTART;VALUE=DATE:${from}` : `DTSTART:${from}`, to.length === 8 ? `DTEND;VALUE=DATE:${to}` : `DTEND:${to}`],
      ...[...more, "END:VEVENT"],
    ]),
    ...["END:VCALENDAR", ""],
  ].join("\r\n");
