/** Vonage's SMS API as its specification has it (https://developer.vonage.com/en/api/sms): always 200, with a status for each message. */
import { type HttpProvider, json, openProvider } from "./http-provider.ts";

export const apiKey = "abcd1234";
export const apiSecret = "0123456789abcdef";

export type Vonage = HttpProvider & { readonly taken: URLSearchParams[] };

const known = ["api_key", "api_secret", "from", "to", "text", "type", "status-report-req", "callback", "client-ref"];

export async function openVonage(): Promise<Vonage> {
  const taken: URLSearchParams[] = [];
  const provider = await openProvider(({ method, path, query, headers, body }) => {
    if (method === "GET" && path === "/account/get-balance") {
      const isKnown = query.get("api_key") === apiKey && query.get("api_secret") === apiSecret;
      return isKnown
        ? json(200, { value: 10.28, autoReload: false })
        : json(401, { "error-code": "401", "error-code-label": "authentication failed" });
    }
    if (method !== "POST" || path !== "/sms/json") return { status: 404, body: "not found" };
    const form = new URLSearchParams(body);
    const refused = (status: string, text: string) => json(200, { "message-count": "1", messages: [{ status, "error-text": text }] });
    if (headers["content-type"] !== "application/x-www-form-urlencoded") return refused("2", "Missing api_key");
    if (form.get("api_key") !== apiKey || form.get("api_secret") !== apiSecret) return refused("4", "Bad Credentials");
    for (const name of form.keys()) if (!known.includes(name)) return refused("3", `Invalid parameter ${name}`);
    if (!["text", "unicode"].includes(form.get("type") ?? "")) return refused("3", "Invalid type param");
    if (!/^\d{7,15}$/.test(form.get("to") ?? "")) return refused("3", "Invalid to param");
    if (form.get("to") === "34600000007") return refused("7", "Number Barred 34600000007");
    if ((form.get("from") ?? "") === "" || (form.get("text") ?? "") === "") return refused("2", "Missing params");
    if ((form.get("client-ref") ?? "").length > 40) return refused("3", "Invalid client-ref param");
    if (!URL.canParse(form.get("callback") ?? "")) return refused("23", "Invalid Callback Url");
    taken.push(form);
    const message = {
      to: form.get("to"),
      "message-id": `0C000000217B7F0${taken.length}`,
      status: "0",
      "remaining-balance": "15.5",
      network: "21407",
    };
    return json(200, { "message-count": "1", messages: [message] });
  });
  return { ...provider, taken };
}
