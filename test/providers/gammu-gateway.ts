/** The HTTP gateway beside a modem, as sms-gammu-gateway's README has it (https://github.com/pajikos/sms-gammu-gateway). */
import { basicOf, type HttpProvider, json, openProvider } from "./http-provider.ts";

export type StoredSms = { Date: string; Number: string; State: string; Text: string };
export type GammuGateway = HttpProvider & { readonly sent: { number: string; text: string }[]; readonly stored: StoredSms[] };

export async function openGammuGateway({ user, password }: { user: string; password: string }): Promise<GammuGateway> {
  const sent: GammuGateway["sent"] = [];
  const stored: StoredSms[] = [];
  const provider = await openProvider((asked) => {
    const { method, path, headers, body } = asked;
    if (method === "GET" && path === "/signal") return json(200, { SignalStrength: -83, SignalPercent: 90, BitErrorRate: -1 });
    if (basicOf(asked) !== `${user}:${password}`) return { status: 401, body: "Unauthorized Access" };
    if (method === "POST" && path === "/sms") {
      if (headers["content-type"] !== "application/json") return json(415, { message: "Unsupported Media Type" });
      const { text, number } = JSON.parse(body) as { text?: string; number?: string };
      if (text === undefined || number === undefined) return json(404, { message: "Parameters 'text' and 'number' are required." });
      sent.push({ number, text });
      return json(200, { status: 200, message: "[255]" });
    }
    if (method === "GET" && path === "/sms") return json(200, stored);
    const index = Number(/^\/sms\/(\d+)$/.exec(path)?.[1] ?? Number.NaN);
    const found = stored[index];
    if (found === undefined) return json(404, { message: `Sms with id '${index}' not found` });
    if (method === "GET") return json(200, found);
    stored.splice(index, 1);
    return { status: 204 };
  });
  return { ...provider, sent, stored };
}
