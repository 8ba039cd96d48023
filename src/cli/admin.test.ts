import pg from "pg";
import { expect, it, vi } from "vitest";
import { runGuardia } from "#cli/program.ts";
import { type House, openHouse } from "#server/http/app.fixture.ts";

async function adminLink(house: House, ...flags: string[]): Promise<{ code: number; link: string; said: string }> {
  let said = "";
  const told = {
    write(text: string) {
      said += text;
    },
  };
  vi.stubEnv("DATABASE_URL", house.database.ownerUrl);
  try {
    const code = await runGuardia(["admin", "link", ...flags], { out: told, err: told });
    return { code, said, link: /http\S+/.exec(said)?.[0] ?? "" };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
  }
}

it("makes the first administrator, a new password for them, and takes a lost second factor away", async () => {
  const house = await openHouse();
  const ines = { name: "Inés Robles", email: "ines@meridian.example", password: "a lamp in every window" };
  const token = (link: string): string | null => new URL(link).searchParams.get("token");
  const first = await adminLink(house);
  const welcome = (link: string, person = ines) => house.ask("POST", "/api/v1/welcome", {}, { token: token(link), ...person });
  expect((await welcome(first.link)).status).toBe(201);

  const owner = new pg.Client({ connectionString: house.database.ownerUrl });
  await owner.connect();
  await owner.query("set app.customer_id = '*'");
  await owner.query("insert into two_factors (id, user_id, secret, backup_codes, verified) select 'lost', id, 'x', '[]', true from users");
  await owner.query("update users set two_factor_enabled = true");
  const factors = async () =>
    (await owner.query("select u.two_factor_enabled as is_on, f.id from users u left join two_factors f on f.user_id = u.id")).rows;

  const kept = await adminLink(house, "--email", ines.email);
  expect(kept.code).toBe(0);
  expect(await factors()).toEqual([{ is_on: true, id: "lost" }]);
  const taken = await adminLink(house, "--without-second-factor");
  expect(taken.code).toBe(0);
  expect(await factors()).toEqual([{ is_on: false, id: null }]);
  // The link before it has ended; the new one sets another password, and nothing else is asked.
  expect((await welcome(kept.link)).status).toBe(404);
  expect((await welcome(taken.link, { ...ines, password: "another lamp, another window" })).status).toBe(201);
  expect((await adminLink(house, "--without-second-factor")).code).toBe(0);
  const { rows } = await owner.query("select actor from events where type = 'user.second-factor-removed'");
  expect(rows).toHaveLength(1);
  await owner.end();

  const nobody = await adminLink(house, "--email", "nobody@meridian.example");
  expect(nobody.code).not.toBe(0);
  expect(nobody.said).toContain(ines.email);
});
