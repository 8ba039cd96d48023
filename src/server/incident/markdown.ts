/** A review as Markdown: to be kept, mailed or put beside others. */
import type { CauseKind } from "#core/incident/words.ts";
import type { Language } from "#core/model/document.ts";
import type { Review } from "#server/incident/schema.ts";

type Words = {
  title: string;
  draft: string;
  version: (version: number) => string;
  customer: string;
  owner: string;
  summary: string;
  impact: string;
  moments: string;
  causes: string;
  cause: Readonly<Record<CauseKind, string>>;
  well: string;
  badly: string;
  lucky: string;
  actions: string;
  due: string;
  done: string;
  nobody: string;
  nothing: string;
  instants: Readonly<
    Record<"started" | "detected" | "declared" | "paged" | "acknowledged" | "responded" | "restored" | "resolved", string>
  >;
  updates: (updates: number, missed: number) => string;
};

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: "Post-incident review",
    draft: "Draft",
    version: (version) => `Version ${version}`,
    customer: "Customer",
    owner: "Written by",
    summary: "Summary",
    impact: "Impact",
    moments: "What happened when",
    causes: "Causes",
    cause: { root: "Root cause", contributing: "Contributing", trigger: "Trigger" },
    well: "What went well",
    badly: "What went badly",
    lucky: "Where we were lucky",
    actions: "Actions",
    due: "due",
    done: "done",
    nobody: "nobody yet",
    nothing: "Nothing noted.",
    instants: {
      ...{ started: "Began", detected: "Detected", declared: "Declared a major incident", paged: "First page" },
      ...{ acknowledged: "Acknowledged", responded: "First response", restored: "Service restored", resolved: "Resolved" },
    },
    updates: (updates, missed) => `Updates to the customer: ${updates}, late: ${missed}`,
  },
  fr: {
    title: "Bilan d’incident",
    draft: "Brouillon",
    version: (version) => `Version ${version}`,
    customer: "Client",
    owner: "Rédigé par",
    summary: "Résumé",
    impact: "Impact",
    moments: "Déroulé",
    causes: "Causes",
    cause: { root: "Cause première", contributing: "Cause contributive", trigger: "Déclencheur" },
    well: "Ce qui a bien fonctionné",
    badly: "Ce qui a mal fonctionné",
    lucky: "Où nous avons eu de la chance",
    actions: "Actions",
    due: "attendue le",
    done: "terminée",
    nobody: "personne encore",
    nothing: "Rien de noté.",
    instants: {
      ...{ started: "Début", detected: "Détecté", declared: "Déclaré incident majeur", paged: "Premier appel" },
      ...{ acknowledged: "Pris en charge", responded: "Première réponse", restored: "Service rétabli", resolved: "Résolu" },
    },
    updates: (updates, missed) => `Points d’information au client : ${updates}, en retard : ${missed}`,
  },
  es: {
    title: "Revisión de la incidencia",
    draft: "Borrador",
    version: (version) => `Versión ${version}`,
    customer: "Cliente",
    owner: "Redactada por",
    summary: "Resumen",
    impact: "Impacto",
    moments: "Cronología",
    causes: "Causas",
    cause: { root: "Causa raíz", contributing: "Causa contribuyente", trigger: "Desencadenante" },
    well: "Lo que salió bien",
    badly: "Lo que salió mal",
    lucky: "Dónde tuvimos suerte",
    actions: "Acciones",
    due: "para el",
    done: "terminada",
    nobody: "nadie todavía",
    nothing: "Nada anotado.",
    instants: {
      ...{ started: "Inicio", detected: "Detectada", declared: "Declarada incidencia grave", paged: "Primer aviso de guardia" },
      ...{ acknowledged: "Atendida", responded: "Primera respuesta", restored: "Servicio restablecido", resolved: "Resuelta" },
    },
    updates: (updates, missed) => `Avisos al cliente: ${updates}, con retraso: ${missed}`,
  },
};

/** Instants are written in UTC, as the log has them. */
export function reviewMarkdown(review: Review, language: Language): string {
  const t = words[language];
  const list = (title: string, items: readonly string[]): string[] => [
    `## ${title}`,
    items.length === 0 ? t.nothing : items.map((item) => `- ${item}`).join("\n"),
  ];
  const state = review.version === 0 || review.hasChanges ? t.draft : t.version(review.version);
  return `${[
    `# ${t.title}: #${review.ticketId} ${oneLine(review.subject)}`,
    `${t.customer}: ${review.customerName} · ${t.owner}: ${review.owner.name} · ${state}`,
    ...[`## ${t.summary}`, review.summary || t.nothing],
    ...[`## ${t.impact}`, review.impact || t.nothing],
    ...[`## ${t.moments}`, momentsTable(review, t), t.updates(review.moments.updates, review.moments.missedUpdates)],
    ...list(
      t.causes,
      review.causes.map(({ kind, text }) => `**${t.cause[kind]}**: ${oneLine(text)}`),
    ),
    ...list(t.well, review.wentWell.map(oneLine)),
    ...list(t.badly, review.wentBadly.map(oneLine)),
    ...list(t.lucky, review.lucky.map(oneLine)),
    ...list(
      t.actions,
      review.actions.map(({ ticketId, subject, owner, dueOn, status }) => {
        const box = status === "open" ? "[ ]" : "[x]";
        const how = status === "open" ? `${t.due} ${dueOn}` : t.done;
        return `${box} #${ticketId} ${oneLine(subject)} (${owner?.name ?? t.nobody}, ${how})`;
      }),
    ),
  ].join("\n\n")}\n`;
}

function momentsTable({ moments }: Review, t: Words): string {
  const rows: [string, string | null][] = [
    [t.instants.started, moments.startedAt],
    [t.instants.detected, moments.detectedAt],
    [t.instants.declared, moments.declaredAt],
    [t.instants.paged, moments.pagedAt],
    [t.instants.acknowledged, moments.acknowledgedAt],
    [t.instants.responded, moments.respondedAt],
    [t.instants.restored, moments.restoredAt],
    [t.instants.resolved, moments.resolvedAt],
  ];
  const known = rows.filter((row): row is [string, string] => row[1] !== null).sort((a, b) => a[1].localeCompare(b[1]));
  const sinceStart = (at: string): string => spanOf(Date.parse(at) - Date.parse(moments.startedAt));
  const lines = known.map(([name, at]) => `| ${name} | ${at.slice(0, 19).replace("T", " ")} UTC | +${sinceStart(at)} |`);
  return ["| | | |", "|---|---|---|", ...lines].join("\n");
}

function spanOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
