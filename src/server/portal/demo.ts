/** The demonstration's portal: the provider's look, announcements in three languages, and the model's contacts, invited. */
import type { Document } from "#core/model/document.ts";
import type { Announcement } from "#core/portal/announcement.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";
import { newId } from "#server/access/secret.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { PortalTables } from "#server/portal/tables.ts";

const announcements = (now: Instant): Omit<Announcement, "id">[] => [
  {
    severity: "maintenance",
    customers: null,
    services: ["payments", "merchant-portal"],
    from: after(now, hours(-20)),
    until: after(now, hours(52)),
    texts: {
      en: {
        title: "Maintenance of the payments platform on Sunday, 04:00 to 06:00 UTC",
        body: "Card payments go on without a break. The merchant portal may be **unavailable for up to ten minutes** while its servers restart.",
      },
      fr: {
        title: "Maintenance de la plateforme de paiement dimanche, de 04 h 00 à 06 h 00 UTC",
        body: "Les paiements par carte continuent sans coupure. Le portail des commerçants peut être **indisponible jusqu’à dix minutes**, le temps que ses serveurs redémarrent.",
      },
      es: {
        title: "Mantenimiento de la plataforma de pagos el domingo, de 04:00 a 06:00 UTC",
        body: "Los pagos con tarjeta siguen sin cortes. El portal de comercios puede **no estar disponible hasta diez minutos** mientras se reinician sus servidores.",
      },
    },
  },
  {
    severity: "information",
    customers: null,
    services: [],
    from: after(now, hours(-90)),
    until: null,
    texts: {
      en: {
        title: "Tell us how we did",
        body: "When something is solved, one click says how it was. We read every word, and talk about it in the service review.",
      },
      fr: {
        title: "Dites-nous comment nous avons fait",
        body: "Quand quelque chose est résolu, un clic dit comment c’était. Nous lisons chaque mot, et nous en parlons lors de la revue de service.",
      },
      es: {
        title: "Díganos cómo lo hicimos",
        body: "Cuando algo está resuelto, un clic dice cómo fue. Leemos cada palabra, y hablamos de ello en la revisión del servicio.",
      },
    },
  },
];

/** A colour that is readable by day and by night. */
const accent = "#1f5fa8";

/** Stores all of it in one transaction, with what the log says of it. An address that somebody has already is left to them. */
export async function storeDemoPortal(transaction: Transaction, document: Document, now: Instant): Promise<void> {
  const db = transaction.db.withTables<PortalTables & AccessTables>();
  const told = announcements(now).map((each) => ({ id: newId(), ...each }));
  await db
    .insertInto("announcements")
    .values(
      told.map(({ id, severity, customers, services, from, until, texts }) => ({
        ...{ id, severity, customers: customers === null ? null : [...customers], services: [...services] },
        ...{ from_at: from, until_at: until, texts: JSON.stringify(texts), created_at: now, changed_at: now },
      })),
    )
    .execute();
  await db
    .insertInto("branding")
    .values({ is_only: true, name: null, accent, logo: null, logo_type: null, logo_hash: null, changed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const people = contactsOf(document);
  const invited = await db
    .insertInto("users")
    .values(people)
    .onConflict((conflict) => conflict.doNothing())
    .returning(["id", "name", "email", "role", "customer_id"])
    .execute();
  const actor = "system";
  await transaction.append([
    ...told.map(({ id, severity, customers, services, from, until, texts }) => ({
      ...{ type: "announcement.published", actor, at: now },
      facts: { announcementId: id, severity, customers, services, from, until },
      personal: { texts },
    })),
    { type: "branding.changed", actor, at: now, facts: { name: null, accent } },
    ...invited.map(({ id, name, email, role, customer_id }) => ({
      ...{ type: "user.invited", actor, at: now, facts: { userId: id, role, customer: customer_id }, personal: { name, email } },
    })),
  ]);
}

/** Those who have an address; an administrator gives them the link by which they come in. */
function contactsOf(document: Document) {
  return Object.entries(document.customers).flatMap(([customerId, { contacts, language = null }]) =>
    Object.values(contacts).flatMap(({ name, email, designated = false, department = null, phone = null, language: own = language }) =>
      email === undefined
        ? []
        : [
            {
              ...{ id: newId(), name, email: email.toLowerCase(), email_verified: false, deactivated_at: null },
              ...{ role: designated ? "designated-contact" : "contact", customer_id: customerId, department, phone, language: own },
            },
          ],
    ),
  );
}
