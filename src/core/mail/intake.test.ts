import { describe, expect, it } from "vitest";
import { type Authentication, isForged, isProven, readAuthenticationResults, unauthenticated } from "#core/mail/authentication.ts";
import { readDeliveryReport } from "#core/mail/bounce.ts";
import { decideIntake, type Question } from "#core/mail/intake.ts";
import { judge, spamVerdict } from "#core/mail/kind.ts";
import { addressIn, idsIn, type Letter, withoutTag } from "#core/mail/letter.ts";
import { asMarkdown } from "#core/mail/plain-markdown.ts";
import { stormLimits, stormOf } from "#core/mail/storm.ts";
import { normalSubject, ticketNumbersIn, titleOf } from "#core/mail/subject.ts";
import { findThread, type TicketFact } from "#core/mail/thread.ts";

const letter = (more: Partial<Letter> & { header?: Record<string, string> } = {}): Letter => {
  const { header = {}, ...rest } = more;
  return {
    ...{ messageId: "<1@a.example>", inReplyTo: [], references: [], from: { address: "ana@bank.example", name: "Ana" }, to: [], cc: [] },
    ...{ subject: "Printer", text: "It hums.", isEncrypted: false, deliveryStatus: null, returned: null },
    headers: Object.fromEntries(Object.entries(header).map(([name, value]) => [name, [value]])),
    ...rest,
  };
};

describe("what sort of letter it is (RFC 3834)", () => {
  it.each([
    ["person", true, {}],
    ["person", true, { "auto-submitted": "no" }],
    ["person", true, { "x-auto-response-suppress": "DR, RN" }],
    ["person", false, { "x-auto-response-suppress": "DR, OOF, AutoReply" }],
    ["auto-reply", false, { "auto-submitted": "auto-replied (vacation)" }],
    ["auto-reply", false, { "x-autoreply": "yes" }],
    ["auto-reply", false, { precedence: "auto_reply" }],
    ["machine", false, { "auto-submitted": "auto-generated" }],
    ["machine", false, { precedence: "bulk" }],
    ["machine", false, { "list-id": "<a.example>" }],
    ["machine", false, { "return-path": "<>" }],
  ] as const)("%s, answered: %s, by %j", (kind, isAnswerable, header) => {
    expect(judge(letter({ header }))).toEqual({ kind, isAnswerable });
  });

  it.each(["Automatic reply: Printer", "Out of Office: x", "Réponse automatique : x", "Respuesta automática: x", "Abwesenheitsnotiz: x"])(
    "by its subject: %s",
    (subject) => expect(judge(letter({ subject })).kind).toBe("auto-reply"),
  );

  it.each(["no-reply@a.example", "donotreply@a.example", "ne-pas-repondre@a.example", "mailer-daemon@a.example"])(
    "by its sender: %s",
    (address) => {
      expect(judge(letter({ from: { address, name: "" } }))).toEqual({ kind: "machine", isAnswerable: false });
    },
  );

  it("a report by its part, or by its sender and subject", () => {
    expect(judge(letter({ deliveryStatus: "Action: failed" })).kind).toBe("bounce");
    const from = { address: "mailer-daemon@a.example", name: "" };
    expect(judge(letter({ from, subject: "Undelivered Mail Returned to Sender" })).kind).toBe("bounce");
  });

  it("believes a filter that says spam, not one that says no", () => {
    expect(spamVerdict(letter({ header: { "x-spam-flag": "YES" } }))).toBe("X-Spam-Flag: YES");
    expect(spamVerdict(letter({ header: { "x-ms-exchange-organization-scl": "9" } }))).not.toBeNull();
    expect(spamVerdict(letter({ header: { "x-forefront-antispam-report": "CIP:1.2.3.4;SFV:SPM;" } }))).not.toBeNull();
    expect(spamVerdict(letter({ header: { "x-spam-status": "No, score=1" } }))).toBeNull();
  });
});

describe("subjects", () => {
  it.each([
    ["Re: AW: TR : [EXT] Printer  down", "printer down"],
    ["RE[2]: FW: [#4711] Printer", "printer"],
    ["Réf: x", "réf: x"],
    ["  ", ""],
  ])("%j is %j", (written, normal) => expect(normalSubject(written)).toBe(normal));
  it("keep their capitals as titles, and may be nothing", () => {
    expect(titleOf("Fwd: Re: Printer DOWN\r\n again")).toBe("Printer DOWN again");
    expect(titleOf("Re: ")).toBeNull();
  });
  it("bear our numbers in brackets alone", () => {
    expect(ticketNumbersIn("Re: [#12] and [#12] [#0] #13 [# 14] [#15]")).toEqual([12, 15]);
  });
});

describe("ids and addresses", () => {
  it("are read strictly", () => {
    expect(idsIn("<a@b> garbage <c@d>\n <a@b> <with space@x> <>")).toEqual(["<a@b>", "<c@d>"]);
    expect(addressIn(" Ana@Bank.Example ")).toBe("ana@bank.example");
    for (const wrong of ["ana", "a@b@c", "a b@c", "<a@b>", `${"a".repeat(250)}@b.example`]) expect(addressIn(wrong)).toBeNull();
    expect(withoutTag("support+4711-x@a.example")).toBe("support@a.example");
    expect(withoutTag("+x@a.example")).toBe("+x@a.example");
  });
});

describe("who vouches for a letter", () => {
  const results = [
    "mx.guardia.example (guardia (nested) filter); spf=pass smtp.mailfrom=ana@bank.example; dkim=fail header.d=bank.example; dkim=pass header.d=bank.example; dmarc=pass (p=REJECT) header.from=bank.example",
    "mx.evil.example; dmarc=fail",
  ];
  it("is read from the server that is trusted, and from no other", () => {
    expect(readAuthenticationResults(results, "MX.guardia.example")).toEqual({
      spf: { result: "pass", domain: "bank.example" },
      dkim: { result: "pass", domain: "bank.example" },
      dmarc: { result: "pass", domain: "bank.example" },
      ...{ dmarcPolicy: "reject", checkedBy: "server" },
    });
    expect(readAuthenticationResults(results, "guardia.example")).toEqual(unauthenticated);
  });
  const of = (more: Partial<Authentication>): Authentication => ({ ...unauthenticated, checkedBy: "us", ...more });
  const pass = (domain: string) => ({ result: "pass", domain }) as const;
  const fail = { result: "fail", domain: null } as const;
  it("proves an address by its own domain, and disproves it where the domain asks for that", () => {
    expect(isProven(of({ dkim: pass("bank.example") }), "ana@mail.bank.example")).toBe(true);
    expect(isProven(of({ dkim: pass("evil.example") }), "ana@bank.example")).toBe(false);
    expect(isProven(of({ dkim: pass("example") }), "ana@bank.example")).toBe(false);
    expect(isProven(of({ dkim: pass("bank.example"), dmarc: fail }), "ana@bank.example")).toBe(false);
    expect(isForged(of({ dmarc: fail, dmarcPolicy: "quarantine" }))).toBe(true);
    expect(isForged(of({ dmarc: fail, dmarcPolicy: "none" }))).toBe(false);
    expect(isForged(unauthenticated)).toBe(false);
  });
});

describe("to which ticket it belongs", () => {
  const fact = (id: number, more: Partial<TicketFact> = {}): [number, TicketFact] => [
    id,
    { id, customerId: "bank", status: "open", mergedInto: null, addresses: [], ...more },
  ];
  const tickets = new Map([
    fact(1),
    fact(2, { mergedInto: 1 }),
    fact(3, { customerId: "factory" }),
    fact(4, { addresses: ["x@y.example"] }),
  ]);
  const none = { byToken: [], byReference: [], byNumber: [], byLikeness: [] };
  const ana = { kind: "contact", customerId: "bank", contact: "ana" } as const;
  it("takes the most certain trace that the sender may follow", () => {
    expect(findThread({ ...none, byNumber: [4], byReference: [1] }, tickets, ana, "a")).toMatchObject({ ticketId: 1, by: "reference" });
    expect(findThread({ ...none, byNumber: [3, 1] }, tickets, ana, "a")).toMatchObject({ ticketId: 1, by: "number" });
    expect(findThread({ ...none, byToken: [3] }, tickets, ana, "a")).toMatchObject({ ticketId: 3, by: "token" });
    expect(findThread({ ...none, byReference: [2] }, tickets, ana, "a")).toMatchObject({ ticketId: 1 });
    expect(findThread({ ...none, byReference: [99] }, tickets, ana, "a")).toBeNull();
  });
  it("lets a stranger follow only where they took part", () => {
    const stranger = { kind: "unknown" } as const;
    expect(findThread({ ...none, byReference: [1], byNumber: [1] }, tickets, stranger, "x@y.example")).toBeNull();
    expect(findThread({ ...none, byReference: [4] }, tickets, stranger, "x@y.example")).toMatchObject({ ticketId: 4 });
  });
});

describe("what is done with it", () => {
  const question: Question = {
    letter: { kind: "person", isAnswerable: true, spam: null, isOwnLetter: false },
    ...{ address: "ana@bank.example", sender: { kind: "contact", customerId: "bank", contact: "ana" }, authentication: unauthenticated },
    ...{ thread: null, storm: null, policy: { unknownSenders: "hold", fallbackCustomer: null } },
  };
  const thread = { ticketId: 7, customerId: "bank", by: "number" } as const;
  const own = { address: "alice@us.example", sender: { kind: "own", person: "alice" } } as const;
  const proven: Authentication = { ...unauthenticated, checkedBy: "us", dkim: { result: "pass", domain: "us.example" } };
  const forged: Authentication = {
    ...unauthenticated,
    checkedBy: "us",
    dmarc: { result: "fail", domain: "bank.example" },
    dmarcPolicy: "reject",
  };
  const spam = { ...question.letter!, spam: "X" };
  it.each<[string, Partial<Question>, Record<string, unknown>]>([
    ["a contact opens", {}, { do: "open", customerId: "bank", isAnswerable: true }],
    ["a contact answers", { thread }, { do: "reply", ticketId: 7, by: "contact" }],
    ["one of ours answers, proven", { ...own, thread, authentication: proven }, { do: "reply", by: "agent" }],
    ["one of ours answers, unproven", { ...own, thread }, { do: "hold", reason: "unproven-person" }],
    ["one of ours writes of nothing", { ...own, authentication: proven }, { do: "hold", reason: "own-person" }],
    [
      "a forger is held, whatever they bear",
      { authentication: forged, thread: { ...thread, by: "token" } },
      { do: "hold", reason: "forged" },
    ],
    ["spam is held", { letter: spam, thread }, { do: "hold", reason: "spam" }],
    ["but not what bears our own word", { letter: spam, thread: { ...thread, by: "token" } }, { do: "reply", isAnswerable: false }],
    ["a sender's storm is held", { storm: "sender", thread }, { do: "hold", reason: "storm" }],
    ["a mailbox's storm is taken in and not answered", { storm: "mailbox" }, { do: "open", isAnswerable: false }],
    ["nothing that can be read", { letter: null }, { do: "hold", reason: "not-understood" }],
    [
      "the same with somebody to give it to",
      { letter: null, policy: { unknownSenders: "drop", fallbackCustomer: "bank" } },
      { do: "open", isUnread: true },
    ],
    [
      "no answer to a path that fails",
      { authentication: { ...unauthenticated, spf: { result: "fail", domain: null } } },
      { isAnswerable: false },
    ],
  ])("%s", (_, more, decision) => expect(decideIntake({ ...question, ...more })).toMatchObject(decision));

  it("counts a storm of one sender before one of the whole mailbox", () => {
    const { bySender, byMailbox } = stormLimits;
    expect(stormOf({ ofSender: bySender - 1, ofMailbox: byMailbox - 1 })).toBeNull();
    expect(stormOf({ ofSender: bySender, ofMailbox: byMailbox })).toBe("sender");
    expect(stormOf({ ofSender: 0, ofMailbox: byMailbox })).toBe("mailbox");
  });
});

it("reads a delivery report (RFC 3464), without the address in the server's words", () => {
  const status =
    "Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822;Ana@Bank.example\r\nAction: Failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n <ana@bank.example> unknown\r\n";
  expect(readDeliveryReport(status, "Subject: x\r\nMessage-ID: <1@us.example>\r\n\r\nMessage-ID: <2@no>")).toEqual({
    messageId: "<1@us.example>",
    fates: [{ address: "ana@bank.example", action: "failed", status: "5.1.1", said: "550 5.1.1 … unknown" }],
  });
  expect(readDeliveryReport("nothing of use", null)).toBeNull();
});

it("shows plain words as Markdown that means just them", () => {
  expect(asMarkdown("# no heading\n*.log and snake_case _x_\n    indented\n> quote\n- list\n1. one\nhttps://a.example/b_c*d")).toBe(
    "\\# no heading\n\\*.log and snake_case \\_x\\_\n\u00a0\u00a0\u00a0\u00a0indented\n> quote\n- list\n1\\. one\nhttps://a.example/b_c*d",
  );
  expect(asMarkdown("[click](https://evil.example) <b> &amp; `x`")).toBe("\\[click\\](https://evil.example) \\<b> \\&amp; \\`x\\`");
});
