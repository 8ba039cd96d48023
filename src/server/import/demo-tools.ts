/** Canned replies and macros of the demonstration: what a desk has after its first weeks. */
import type { Transaction } from "#server/database/orders.ts";
import type { DeskTables, ToolKind } from "#server/desk/tables.ts";

type DemoTool = { kind: ToolKind; name: string; mark: string | null; content: unknown };

const reply = (name: string, mark: string, en: string, fr: string, es: string): DemoTool => ({
  kind: "canned-reply",
  ...{ name, mark },
  content: { en, fr, es },
});

export const demoTools: readonly DemoTool[] = [
  reply(
    "Taken: somebody is on it",
    "taken",
    "Hello {{requester.first}},\n\nI have taken {{ticket}} and am looking into it. You will hear from me again as soon as I know more.\n\n{{agent}}, {{provider}}",
    "Bonjour {{requester.first}},\n\nJ'ai pris en charge {{ticket}} et je l'examine. Je reviens vers vous dès que j'en sais plus.\n\n{{agent}}, {{provider}}",
    "Hola, {{requester.first}}:\n\nMe he hecho cargo de {{ticket}} y lo estoy revisando. Le escribiré en cuanto sepa más.\n\n{{agent}}, {{provider}}",
  ),
  reply(
    "Asking for a log",
    "log",
    "Could you send us the log of the hour before it happened, as a file? With it we can follow what {{component}} did.",
    "Pourriez-vous nous envoyer en fichier le journal de l'heure qui précède ? Il nous permettra de suivre ce qu'a fait {{component}}.",
    "¿Podría enviarnos, como archivo, el registro de la hora anterior? Con él podremos seguir lo que hizo {{component}}.",
  ),
  reply(
    "When it will be solved",
    "due",
    "By our agreement {{ticket}} is to be solved by **{{due.resolution}}**. We work on it now and will tell you if anything stands in the way.",
    "Selon notre contrat, {{ticket}} doit être résolu au plus tard le **{{due.resolution}}**. Nous y travaillons et vous préviendrons de tout obstacle.",
    "Según nuestro acuerdo, {{ticket}} debe resolverse antes del **{{due.resolution}}**. Trabajamos en ello y le avisaremos de cualquier obstáculo.",
  ),
  reply(
    "Solved: please confirm",
    "done",
    "Hello {{requester.first}},\n\nIt works again on our side. Please try it, and confirm or tell us what is still wrong.\n\n{{agent}}",
    "Bonjour {{requester.first}},\n\nCela fonctionne de nouveau de notre côté. Merci d'essayer, puis de confirmer ou de nous dire ce qui ne va pas encore.\n\n{{agent}}",
    "Hola, {{requester.first}}:\n\nPor nuestra parte vuelve a funcionar. Pruébelo, por favor, y confírmelo o díganos qué sigue mal.\n\n{{agent}}",
  ),
  {
    kind: "macro",
    name: "Begin the incident routine",
    mark: "m i",
    content: [
      { verb: "tasks", body: { text: "Read what was deployed last" } },
      { verb: "tasks", body: { text: "Look whether others are affected" } },
      { verb: "tasks", body: { text: "Tell the customer every thirty minutes" } },
      { verb: "replies", body: { visibility: "internal", text: "Incident routine begun by {{agent}} for {{customer}}." } },
    ],
  },
  {
    kind: "macro",
    name: "Wait for the customer",
    mark: "m w",
    content: [
      { verb: "pause", body: { reason: "customer", note: "Asked {{requester}} for more." } },
      { verb: "time", body: { minutes: 10, activity: "communication" } },
    ],
  },
  {
    kind: "macro",
    name: "Up to the next tier, with the facts",
    mark: "m u",
    content: [
      {
        verb: "replies",
        body: { visibility: "internal", text: "Checked at the first line: service, component and what was deployed last." },
      },
      { verb: "escalation", body: { reason: "Beyond what the runbooks cover." } },
    ],
  },
];

/** Puts them where everybody at the desk finds them; harmless when they are there. */
export async function storeDemoTools({ db }: Transaction, now: number): Promise<void> {
  const rows = demoTools.map(({ kind, name, mark, content }, n) => ({
    ...{ id: `demo-${n + 1}`, kind, name, mark, owner: "system", team: null, is_shared: true, updated_at: now },
    content: JSON.stringify(content),
  }));
  await db
    .withTables<DeskTables>()
    .insertInto("desk_tools")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
