import { defineConfig } from "vitest/config";

/** Two cores: rules keep both busy, tests with a database wait most of the time, a browser and a killed node want the machine alone. */
const inTurn = (groupOrder: number, maxWorkers: number) => ({ maxWorkers, sequence: { groupOrder } });

/** What opens a real PostgreSQL; one cluster serves the whole run, each file clones its own database. */
const database = { globalSetup: ["test/database.ts"], testTimeout: 30_000, hookTimeout: 60_000 };

/** Files of a worker share what they import: reading it again for each of 250 files took a third of the whole run. */
const together = { isolate: false };

export default defineConfig({
  test: {
    pool: "forks",
    projects: [
      {
        test: {
          name: "core",
          include: ["src/core/**/*.test.ts", "src/simulator/**/*.test.ts", "src/web/**/*.test.ts?(x)", "test/tidy.test.ts"],
          testTimeout: 20_000,
          ...together,
          ...inTurn(0, 2),
        },
      },
      { test: { name: "server", include: ["src/server/**/*.test.ts", "src/cli/**/*.test.ts"], ...database, ...together, ...inTurn(1, 3) } },
      {
        test: {
          name: "journeys",
          include: ["test/{journeys,isolation}/**/*.test.ts"],
          ...database,
          ...together,
          testTimeout: 60_000,
          ...inTurn(1, 3),
        },
      },
      { test: { name: "faults", include: ["test/faults/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 60_000, ...inTurn(3, 1) } },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          ...database,
          ...together,
          testTimeout: 90_000,
          ...inTurn(2, 1),
        },
      },
    ],
  },
});
