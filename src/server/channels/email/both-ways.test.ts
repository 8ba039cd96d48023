/** A conversation by mail from beginning to end: what comes in and what goes out find each other. */
import { expect, test } from "vitest";
import { hours } from "#core/time/instant.ts";
import { addMailbox, inbox } from "#server/channels/email/mail-past.fixture.ts";
import { type Mailing, openMailing } from "#server/channels/email/ticket-mail.fixture.ts";
import { fileMails } from "#server/mail/filing.ts";
import { noNames } from "#server/mail/letter.fixture.ts";
import { keepMails } from "#server/mail/store.ts";
import { eventsOf } from "#server/ticket/read.ts";

const box = "bancosur@atalaya.example";

/** Ana writes; `lines` are further headers. */
async function bring({ door }: Mailing, id: string, text: string, lines: readonly string[] = []): Promise<void> {
  const head = ["From: Ana <ana@bancosur.example>", "Date: Mon, 02 Mar 2026 10:00:00 +0100", `Message-ID: ${id}`, ...lines];
  if (!lines.some((line) => line.startsWith("To:"))) head.push(`To: ${box}`);
  const raw = Buffer.from([...head, "Content-Type: text/plain; charset=utf-8", "", text].join("\r\n"));
  await keepMails(door, box, [{ raw, envelope: { from: null, to: [box], ip: null, helo: null }, receivedAt: door.clock() }]);
  await fileMails({ door, hostName: "mx.atalaya.example", resolver: noNames, log: (line) => expect.fail(line) }, 10);
}

const said = async ({ door }: Mailing, ticketId: number): Promise<[string, string][]> => {
  const events = await door.read("*", (db) => eventsOf(db, ticketId));
  return events.flatMap(({ event }): [string, string][] =>
    event.type === "ticket.opened"
      ? [["opened", event.description]]
      : event.type === "ticket.replied"
        ? [[`${event.by} ${event.visibility}`, event.text]]
        : [],
  );
};

test("a customer writes, is confirmed, answered, answers with our letter below, and is heard; machines are not answered", async () => {
  const house = await openMailing();
  await addMailbox(house.door, box);
  await bring(house, "<one@bancosur.example>", "Nada funciona.\r\n", ["Subject: Caja caída"]);
  await house.settle();
  const [receipt] = await house.lettersTo("ana@bancosur.example");
  expect(receipt).toMatchObject({ subject: "[#1] Caja caída", inReplyTo: "<one@bancosur.example>" });

  await house.perform(1, { type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal", text: "¿Desde cuándo?" });
  await house.settle();
  const letter = (await house.lettersTo("ana@bancosur.example"))[1]!;
  const below = letter.text!.split("\n").map((line) => `> ${line}`);
  const answer = ["Desde las nueve.", "", "El lun, 2 mar 2026 a las 10:05, Banco Sur <bancosur@atalaya.example> escribió:", ...below].join(
    "\r\n",
  );
  await bring(house, "<two@bancosur.example>", answer, ["Subject: Otra cosa", `To: ${letter.replyTo![0]!.address}`]);
  await bring(house, "<three@bancosur.example>", "Y la web también.", ["Subject: RE: Caja", `In-Reply-To: ${letter.messageId}`]);
  await bring(house, "<away@bancosur.example>", "Estoy fuera.", [
    "Subject: Fuera de la oficina",
    `In-Reply-To: ${letter.messageId}`,
    "Auto-Submitted: auto-replied",
  ]);
  await house.settle();
  expect((await said(house, 1)).slice(0, 4)).toEqual([
    ["opened", "Nada funciona."],
    ["agent public", "¿Desde cuándo?"],
    ["contact public", "Desde las nueve."],
    ["contact public", "Y la web también."],
  ]);
  expect(await house.lettersTo("ana@bancosur.example"), "nothing goes back to what she wrote, nor to her machine").toHaveLength(2);
  expect((await inbox(house)).filter(([recipient]) => recipient === "person:alice")).toHaveLength(2);

  await house.perform(1, { type: "resolve-ticket", solution: "Reiniciado." });
  await house.settle();
  house.advance(hours(1));
  const resolution = (await house.lettersTo("ana@bancosur.example"))[2]!;
  await bring(house, "<four@bancosur.example>", "Sigue igual.", [
    "Subject: Re: Caja",
    `References: ${resolution.references} ${resolution.messageId}`,
  ]);
  const { status } = await house.door.read("*", (db) =>
    db.selectFrom("tickets").select("status").where("id", "=", 1).executeTakeFirstOrThrow(),
  );
  expect([status, (await said(house, 1)).at(-1)]).toEqual(["open", ["contact public", "Sigue igual."]]);
});
