/** Letters written as text, and the model of those who write them. */
import type { Document } from "#core/model/document.ts";
import { storyModel } from "../../../test/journeys/model.ts";

/** The story's model with addresses: Ana and Ben of the bank, whoever writes from factory.example, Alice of our own. */
export const mailModel: Document = {
  ...storyModel,
  people: { ...storyModel.people, alice: { name: "Alice", email: "alice@provider.example" } },
  customers: {
    bank: {
      ...storyModel.customers.bank!,
      contacts: {
        ana: { name: "Ana", designated: true, email: "ana@bank.example" },
        ben: { name: "Ben", email: "ben@bank.example", language: "fr" },
      },
    },
    factory: { ...storyModel.customers.factory!, domains: ["factory.example"], language: "es" },
  },
};

export type Written = {
  from?: string;
  to?: string;
  cc?: string;
  subject?: string;
  text?: string;
  id?: string;
  inReplyTo?: string;
  references?: string;
  headers?: Readonly<Record<string, string>>;
};

let count = 0;

/** A letter as bytes, with the line ends of mail. */
export function letter({
  from = "Ana <ana@bank.example>",
  to = "support@guardia.example",
  subject = "Printer",
  ...more
}: Written = {}): Buffer {
  const { text = "It does not print.", id = `<${++count}@bank.example>`, cc, inReplyTo, references, headers = {} } = more;
  const lines = [
    ...[`From: ${from}`, `To: ${to}`, ...(cc === undefined ? [] : [`Cc: ${cc}`]), `Subject: ${subject}`, `Message-ID: ${id}`],
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: ${inReplyTo}`]),
    ...(references === undefined ? [] : [`References: ${references}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...["Date: Mon, 2 Mar 2026 09:00:00 +0000", "MIME-Version: 1.0"],
    ...(headers["Content-Type"] === undefined ? ["Content-Type: text/plain; charset=utf-8"] : []),
    ...["", text],
  ];
  return Buffer.from(lines.join("\n").replaceAll(/\r?\n/g, "\r\n"));
}

/** A DNS in which nobody has published anything. */
export const noNames = (): Promise<never> => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }));
