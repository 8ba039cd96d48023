/** What of a browser's request the sign-in library gets to see. */
import type { Context } from "hono";
import type { Question } from "#server/access/sign-in.ts";
import { clientAddress } from "#server/http/client-address.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";

const passedOn = ["cookie", "origin", "host", "user-agent", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"];

/** Asks the library in the browser's name, and gives the cookies it sets to the answer under way. */
export async function askLibrary(
  c: Context<HttpEnv>,
  { signIn, addressHeader }: Parts,
  question: Omit<Question, "headers" | "address">,
): Promise<Response> {
  const headers = new Headers();
  for (const name of passedOn) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  const answer = await signIn.ask({ ...question, headers, address: clientAddress(c, addressHeader) });
  for (const cookie of answer.headers.getSetCookie()) c.header("set-cookie", cookie, { append: true });
  return answer;
}
