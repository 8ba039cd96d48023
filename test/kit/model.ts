/** A small support model for tests: one customer, office hours in Paris and a P1 around the clock. */
import type { Agreement, Document } from "#core/model/document.ts";

export const baseAgreement: Agreement = {
  customer: "acme",
  name: "Acme support",
  kind: "continuous",
  from: "2026-01-01",
  services: ["shop", "gates", "swarm"],
  calendar: "office",
  targets: {
    P1: { response: { for: "15m", calendar: "always" }, update: "1h", restoration: { for: "4h", calendar: "always" }, resolution: "8h" },
    P2: { response: "1h", "next-response": "2h", restoration: "8h", resolution: "2bd" },
    P3: { response: "4h", "next-response": "4h", resolution: "24h" },
    P4: { response: "8h", resolution: "5bd" },
  },
  escalation: { P1: { "1": "30m", "2": "1h" }, P2: { "1": "2h", "2": "4h" }, P3: { "1": "8h" } },
  vendorTargets: { P1: "2h", P2: "8h" },
  pauses: { resolution: ["customer", "vendor", "quote"], restoration: ["customer"], update: ["customer"] },
  retarget: "fair",
  reopenWindow: "5bd",
  coverage: [
    {
      id: "gates",
      when: { kind: ["access-control-hardware"] },
      decision: "excluded",
      clause: "§5",
      text: { en: "Access-control hardware is not covered.", fr: "Le matériel de contrôle d'accès n'est pas couvert." },
      redirect: { to: "Gate Parts Ltd", phone: "+44 20 7946 0000" },
    },
    { id: "evolutions", when: { class: ["additive", "perfective"] }, decision: "billable", clause: "§4", text: "Evolutions are quoted." },
    { id: "default", decision: "covered", clause: "§3.1", text: "Everything else is covered." },
  ],
  notify: [
    { at: 75, objective: ["restoration", "resolution"], notify: ["lead:desk"] },
    { at: 100, notify: ["person:maria", "contact:designated"] },
    { silence: "4h", priority: ["P1", "P2"], notify: ["lead:desk"] },
  ],
};

export const baseModel: Document = {
  guardia: 1,
  name: "Example provider",
  zone: "Europe/Paris",
  calendars: {
    office: { zone: "Europe/Paris", hours: { "mon-fri": ["09:00-12:30", "14:00-18:30"] }, holidays: ["2026-05-01"] },
  },
  people: {
    alice: { name: "Alice" },
    bob: { name: "Bob" },
    carol: { name: "Carol" },
    maria: { name: "Maria" },
  },
  teams: {
    desk: { name: "Service desk", tier: 1, members: ["alice"], lead: "maria" },
    ops: { name: "Operations", tier: 2, members: ["bob"] },
    development: { name: "Development", tier: 3, members: ["carol"] },
    technical: { name: "Technical team", tier: 2, members: ["bob"] },
  },
  vendors: { cloud: { name: "Cloud Ltd" } },
  services: {
    shop: {
      name: "Web shop",
      components: {
        web: {
          name: "Shop front",
          kind: "application",
          environment: "production",
          owners: { "1": "desk", "2": "ops", "3": "development" },
          alertTier: 2,
        },
        db: { name: "Database", kind: "database", environment: "production", owners: { "1": "desk", "2": "ops" } },
      },
    },
    gates: {
      name: "Gates",
      components: { turnstile: { name: "Turnstile", kind: "access-control-hardware", owners: { "1": "desk", "2": "technical" } } },
    },
    swarm: {
      name: "Data platform",
      mode: "swarming",
      components: { etl: { name: "Nightly load", kind: "application", owners: { "2": "ops", "3": "development" } } },
    },
  },
  customers: {
    acme: {
      name: "Acme",
      zone: "Europe/London",
      language: "en",
      contacts: { ana: { name: "Ana", designated: true }, joe: { name: "Joe" } },
    },
  },
  agreements: { "acme-support": baseAgreement },
};

/** The small model with its agreement changed. */
export const modelWith = (agreement: Partial<Agreement>): Document => ({
  ...baseModel,
  agreements: { "acme-support": { ...baseAgreement, ...agreement } },
});
