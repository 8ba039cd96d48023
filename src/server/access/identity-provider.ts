/** Identity providers (OpenID Connect) by which people may sign in, as the operator names them. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { Refusal } from "#core/refusal.ts";

const provider = z.strictObject({
  /** Stands in addresses and in the log: the redirect address is `…/api/auth/callback/<id>`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/, "a short name of small letters, digits and dashes"),
  /** What the button says. */
  name: z.string().trim().min(1).max(60),
  /** Where `/.well-known/openid-configuration` is found. */
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  scopes: z.array(z.string().min(1)).default(["openid", "email", "profile"]),
  /** Whose addresses it may vouch for; absent: anybody's. */
  domains: z.array(z.string().regex(/^[a-z0-9.-]+\.[a-z]{2,}$|^localhost$/)).optional(),
  /** Whom it may bring in who was not invited; absent: nobody. */
  admits: z.strictObject({ role: z.string().min(1), customer: z.string().min(1).nullable().default(null) }).optional(),
});

export type IdentityProvider = Readonly<z.infer<typeof provider>>;

const list = z.array(provider).max(20);

/**
 * Reads GUARDIA_OIDC: the list itself as JSON, or the path of a YAML or JSON file that holds it. Refuses `bad-setting`, without
 * repeating what may be a secret.
 */
export function readProviders(written: string | undefined): readonly IdentityProvider[] {
  if (written === undefined) return [];
  const refuse = (why: string): never => {
    throw new Refusal("bad-setting", `GUARDIA_OIDC does not say which identity providers there are: ${why}. See docs/access.md.`, {
      name: "GUARDIA_OIDC",
      why,
    });
  };
  const found = list.safeParse(parsed(written, refuse));
  if (!found.success) {
    const [issue] = found.error.issues;
    return refuse(`at ${issue?.path.join(".") || "its top"}: ${issue?.message ?? "unreadable"}`);
  }
  const ids = found.data.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  return twice === undefined ? found.data : refuse(`"${twice}" is there twice`);
}

function parsed(written: string, refuse: (why: string) => never): unknown {
  let source = written;
  if (!written.startsWith("[")) {
    try {
      source = readFileSync(written, "utf8");
    } catch (error) {
      return refuse(`the file ${written} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  try {
    return parse(source) as unknown;
  } catch {
    return refuse("it is neither JSON nor YAML");
  }
}

/** Whether a provider may vouch for this address. */
export function vouchesFor({ domains }: Pick<IdentityProvider, "domains">, email: string): boolean {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return domains === undefined || domains.includes(domain);
}
