/** A sight as a condition on the table of tickets: the rows that `canSee` would let through, and no other. */
import { type RawBuilder, sql } from "kysely";
import { ownKeys, type Sight, seesWholeCustomer, type Visibility } from "#core/access/sight.ts";

/**
 * Null when there is nothing to narrow. `tickets` is the name under which the query has the table.
 * One customer is written as an equation, so that the queue of that customer can be read in its index's order.
 */
export function sightCondition(sight: Sight, tickets = "tickets"): RawBuilder<boolean> | null {
  if (sight === "everything") return null;
  const column = (name: string) => sql.ref(`${tickets}.${name}`);
  const [only] = sight.customerIds;
  const within =
    sight.customerIds.length === 1
      ? sql<boolean>`${column("customer_id")} = ${only}`
      : sql<boolean>`${column("customer_id")} = any(${[...sight.customerIds]}::text[])`;
  if (seesWholeCustomer(sight)) return within;
  const agreements = (wanted: Visibility): string[] =>
    Object.entries(sight.visibility).flatMap(([id, visibility]) => (visibility === wanted ? [id] : []));
  const [department, customer] = [agreements("department"), agreements("customer")];
  const ways = [
    ...ownKeys(sight).map((key) => sql<boolean>`${column("requester")} = ${key}`),
    ...(department.length === 0 || sight.colleagues.length === 0
      ? []
      : [
          sql<boolean>`(${column("agreement_id")} = any(${department}::text[]) and ${column("requester")} = any(${[...sight.colleagues]}::text[]))`,
        ]),
    ...(customer.length === 0 ? [] : [sql<boolean>`${column("agreement_id")} = any(${customer}::text[])`]),
  ];
  return ways.length === 0 ? sql<boolean>`false` : sql<boolean>`${within} and (${sql.join(ways, sql` or `)})`;
}
