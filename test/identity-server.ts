/** A real OpenID Connect provider for tests, with its own pages of login and consent, and somebody who goes through them. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export type Identity = { email: string; email_verified: boolean; name: string };

export type IdentityServer = {
  readonly issuer: string;
  readonly client: { id: string; secret: string };
  /** Whom it knows, by what they log in with. */
  readonly people: Map<string, Identity>;
  /** Goes from the address that Guardia gave through login and consent; gives the address that leads back. */
  signIn(address: string, login: string): Promise<string>;
  /** What its pages were asked for, as `GET /auth?…`. */
  readonly asked: string[];
  close(): Promise<void>;
};

export async function openIdentityServer(redirectUri: string): Promise<IdentityServer> {
  const people = new Map<string, Identity>();
  const asked: string[] = [];
  const client = { id: "guardia", secret: "a secret that only the two of them know" };
  // The provider must know its own address before it begins: the port is taken first.
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (_, id) => {
      const person = people.get(id);
      return person === undefined ? undefined : { accountId: id, claims: async () => ({ sub: `subject-of-${id}`, ...person }) };
    },
  });
  server.on("request", (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    void provider.callback()(request, response);
  });
  return {
    ...{ issuer, client, people, asked },
    signIn: (address, login) => goThrough(issuer, address, login),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A browser of few words: keeps cookies, follows what leads on, fills in the two forms. */
async function goThrough(issuer: string, address: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next: { url: string; form?: URLSearchParams } = { url: address };
  for (let step = 0; step < 20; step++) {
    if (!next.url.startsWith(issuer)) return next.url;
    const response: Response = await fetch(next.url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(next.form === undefined ? {} : { method: "POST", body: next.form }),
    });
    for (const each of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location !== null) {
      next = { url: new URL(location, next.url).href };
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) throw new Error(`no form on ${next.url}: ${response.status} ${page.slice(0, 500)}`);
    const isLogin = page.includes('value="login"');
    const form = new URLSearchParams(isLogin ? { prompt: "login", login, password: "any will do" } : { prompt: "consent" });
    next = { url: new URL(action, next.url).href, form };
  }
  throw new Error("the provider leads in circles");
}
