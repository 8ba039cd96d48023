/** Connections for the sign-in library, which reads people by itself and knows nothing of customers: they act as the provider's own. */
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type { Pool } from "pg";

/** The same pool, whose connections see everybody's rows for as long as they are lent, and nobody's when they come back. */
export function providerPool(pool: Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect();
      // Sent ahead of the first query: when it fails, so does that.
      client.query("set app.customer_id = '*'").catch(() => undefined);
      const query = client.query.bind(client) as PostgresPoolClient["query"];
      const release = (): void => {
        client.query("reset app.customer_id").then(
          () => client.release(),
          (error: Error) => client.release(error),
        );
      };
      return { query, release };
    },
    end: () => pool.end(),
  };
}
