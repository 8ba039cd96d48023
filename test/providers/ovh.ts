/** OVHcloud's API for SMS, with its signed requests (https://eu.api.ovh.com/console/?section=%2Fsms, "First steps with the API"). */
import { createHash } from "node:crypto";
import { type Answered, type Asked, type HttpProvider, json, openProvider } from "./http-provider.ts";

export const account = {
  applicationKey: "7kbG7Bk7S9Nt7ZSV",
  applicationSecret: "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF",
  consumerKey: "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1",
};
export const serviceName = "sms-ab12345-1";

export type Job = {
  message: string;
  receivers: string[];
  sender?: string;
  senderForResponse: boolean;
  noStopClause: boolean;
  coding: string;
  priority: string;
};
export type Ovh = HttpProvider & {
  readonly jobs: Job[];
  /** What people answered, by id, until it is deleted. */
  readonly incoming: Map<number, { sender: string; message: string; creationDatetime: string }>;
  /** Sets the account's callback. */
  tellTo(callBack: string | null): void;
};

/** How far a clock may be off. */
const toleratedSeconds = 30;

/** `clock` gives its seconds. */
export async function openOvh(clock: () => number): Promise<Ovh> {
  const jobs: Job[] = [];
  const incoming: Ovh["incoming"] = new Map();
  const state = { callBack: null as string | null };
  const root = `/1.0/sms/${serviceName}`;
  const provider: HttpProvider = await openProvider((asked) => {
    if (asked.method === "GET" && asked.path === "/1.0/auth/time") return json(200, clock());
    const refusal = signatureRefusal(asked, `${provider.url}${asked.path}`, clock());
    if (refusal !== null) return refusal;
    const what = `${asked.method} ${asked.path}`;
    if (what === `GET ${root}`) return json(200, { name: serviceName, status: "enable", creditsLeft: 42, callBack: state.callBack });
    if (what === `GET ${root}/incoming`) return json(200, [...incoming.keys()]);
    if (what === `POST ${root}/jobs`) return take(asked, jobs);
    const id = Number(/\/incoming\/(\d+)$/.exec(asked.path)?.[1]);
    if (!incoming.has(id)) return json(404, { message: "The requested object does not exist" });
    if (asked.method === "GET") return json(200, { id, ...incoming.get(id) });
    incoming.delete(id);
    return json(200, null);
  });
  const told = (callBack: string | null) => {
    state.callBack = callBack;
  };
  return { ...provider, jobs, incoming, tellTo: told };
}

function signatureRefusal({ method, body, headers }: Asked, url: string, seconds: number): Answered | null {
  const timestamp = String(headers["x-ovh-timestamp"] ?? "");
  const { applicationSecret, consumerKey, applicationKey } = account;
  if (headers["x-ovh-application"] !== applicationKey)
    return json(403, { errorCode: "INVALID_KEY", message: "This application key is invalid" });
  if (headers["x-ovh-consumer"] !== consumerKey)
    return json(403, { errorCode: "INVALID_CREDENTIAL", message: "This credential does not exist" });
  if (Math.abs(Number(timestamp) - seconds) > toleratedSeconds)
    return json(400, { errorCode: "QUERY_TIME_OUT", message: "Query out of time" });
  const signed = `${applicationSecret}+${consumerKey}+${method}+${url}+${body}+${timestamp}`;
  const expected = `$1$${createHash("sha1").update(signed).digest("hex")}`;
  return headers["x-ovh-signature"] === expected ? null : json(400, { errorCode: "INVALID_SIGNATURE", message: "Invalid signature" });
}

const known = ["message", "receivers", "sender", "senderForResponse", "noStopClause", "coding", "charset", "priority"];

function take({ body, headers }: Asked, jobs: Job[]): Answered {
  if (headers["content-type"] !== "application/json") return json(400, { message: "Invalid content type" });
  const job = JSON.parse(body) as Job;
  for (const name of Object.keys(job)) if (!known.includes(name)) return json(400, { message: `[${name}] Unknown parameter` });
  if (job.senderForResponse === (job.sender !== undefined)) return json(400, { message: "A sender or a short number" });
  if (!["7bit", "8bit"].includes(job.coding)) return json(400, { message: "[coding] Given data is not valid" });
  const invalid = job.receivers.filter((each) => !/^\+[1-9]\d{7,14}$/.test(each) || each === "+33600000000");
  const valid = job.receivers.filter((each) => !invalid.includes(each));
  if (valid.length > 0) jobs.push(job);
  const ids = valid.map((_, index) => 27_814_656 + jobs.length + index);
  return json(200, { ids, invalidReceivers: invalid, validReceivers: valid, totalCreditsRemoved: valid.length });
}
