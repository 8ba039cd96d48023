/** The support model that the stories play under: a provider with three tiers, a bank by the clock, a factory in office hours. */
import type { Agreement, Document } from "#core/model/document.ts";

const bank: Agreement = {
  customer: "bank",
  name: "Payments, around the clock",
  kind: "continuous",
  from: "2026-01-01",
  services: ["payments"],
  calendar: "always",
  targets: {
    P1: { response: "15m", restoration: "2h", resolution: "4h" },
    P2: { response: "30m", restoration: "4h", resolution: "8h" },
    P3: { response: "1h", "next-response": "4h", resolution: "2bd" },
    P4: { response: "4h", resolution: "5bd" },
  },
  escalation: { P1: { 1: "30m", 2: "1h" }, P2: { 1: "1h", 2: "2h" } },
  pauses: { resolution: ["customer", "vendor"], restoration: ["customer"] },
  thresholds: [75],
  reopenWindow: "48h",
  closeAfter: "72h",
  coverage: [{ id: "all", decision: "covered", clause: "§2", text: "Everything about payments is covered." }],
  notify: [
    { at: 75, objective: ["response"], priority: ["P1"], notify: ["team:desk"] },
    { at: 100, notify: ["lead:desk", "contact:designated"] },
  ],
};

const factory: Agreement = {
  customer: "factory",
  name: "Gate software, office hours",
  kind: "periodic",
  from: "2026-01-01",
  services: ["gate"],
  calendar: "office",
  targets: {
    P1: { response: "1h", resolution: "8h" },
    P2: { response: "2h", resolution: "16h" },
    P3: { response: "4h", resolution: "5bd" },
    P4: { response: "8h", resolution: "10bd" },
  },
  pauses: { resolution: ["customer"] },
  reopenWindow: "2bd",
  closeAfter: "3bd",
  coverage: [
    {
      id: "turnstiles",
      when: { kind: ["access-control-hardware"] },
      decision: "excluded",
      clause: "§7.2",
      text: "Turnstiles and their spare parts are not part of this agreement.",
      redirect: { to: "Torno S.A., spare parts", phone: "+34 900 000 000" },
    },
    { id: "evolution", when: { class: ["additive"] }, decision: "billable", clause: "§4", text: "New functions are quoted." },
    { id: "rest", decision: "covered", clause: "§3", text: "Corrective work on the gate software is covered." },
  ],
};

export const storyModel: Document = {
  guardia: 1,
  name: "Atalaya",
  zone: "Europe/Madrid",
  calendars: { office: { zone: "Europe/Madrid", hours: { "mon-fri": ["09:00-17:00"] }, holidays: ["2026-03-19"] } },
  people: { alice: { name: "Alice" }, bob: { name: "Bob" }, carol: { name: "Carol" }, dan: { name: "Dan" } },
  teams: {
    desk: { name: "Service desk", tier: 1, members: ["alice", "bob"], lead: "carol" },
    applications: { name: "Applications", tier: 2, members: ["carol"] },
    development: { name: "Development", tier: 3, members: ["dan"] },
  },
  vendors: { torno: { name: "Torno S.A." } },
  services: {
    payments: {
      name: "Payments",
      components: { ledger: { name: "Ledger", kind: "application", owners: { 1: "desk", 2: "applications", 3: "development" } } },
    },
    gate: {
      name: "Gate",
      components: {
        software: { name: "Gate software", kind: "application", owners: { 1: "desk", 2: "applications" } },
        turnstile: { name: "Turnstile", kind: "access-control-hardware", owners: { 1: "desk" } },
      },
    },
  },
  customers: {
    bank: { name: "Banco Sur", zone: "Europe/Madrid", contacts: { ana: { name: "Ana", designated: true }, ben: { name: "Ben" } } },
    factory: { name: "Fábrica Norte", zone: "Europe/Madrid", contacts: { eva: { name: "Eva", designated: true } } },
  },
  agreements: { bank, factory },
};

/** The model with something changed, as a new document. */
export function changed(change: (document: Document) => void, document: Document = storyModel): Document {
  const copy = structuredClone(document);
  change(copy);
  return copy;
}
