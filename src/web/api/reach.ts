/** How I am reached: my contact points, their codes and tests, and my rules. */
import { queryOptions } from "@tanstack/react-query";
import type { Channel, NotificationRules, Urgency } from "#core/notification/channel.ts";
import type { ContactPointView, FollowedView, ReachView, RulesView } from "#server/account/routes-reach.ts";
import { request } from "./request.ts";

export type { Channel, ContactPointView, FollowedView, NotificationRules, ReachView, RulesView, Urgency };

const base = "/api/v1/account";

export const reachQuery = queryOptions({
  queryKey: ["account", "reach"],
  queryFn: async ({ signal }) => (await request<ReachView>("GET", `${base}/contact-points`, { signal })).value,
});

export const rulesQuery = queryOptions({
  queryKey: ["account", "notification-rules"],
  queryFn: async ({ signal }) => (await request<RulesView>("GET", `${base}/notification-rules`, { signal })).value,
});

export const pushKeyQuery = queryOptions({
  queryKey: ["account", "push-key"],
  queryFn: async ({ signal }) => (await request<{ publicKey: string }>("GET", `${base}/push-key`, { signal })).value.publicKey,
  staleTime: Number.POSITIVE_INFINITY,
});

export const addPoint = async (body: { channel: Channel; address: string; label?: string }): Promise<ContactPointView> =>
  (await request<ContactPointView>("POST", `${base}/contact-points`, { body })).value;

export async function removePoint(id: string): Promise<void> {
  await request("DELETE", `${base}/contact-points/${id}`);
}

/** Gives the delivery by which the code can be followed. */
export const sendCode = async (id: string): Promise<number> =>
  (await request<{ deliveryId: number }>("POST", `${base}/contact-points/${id}/code`)).value.deliveryId;

export const verifyPoint = async (id: string, code: string): Promise<ContactPointView> =>
  (await request<ContactPointView>("POST", `${base}/contact-points/${id}/verification`, { body: { code } })).value;

export const sendTest = async (id: string): Promise<number> =>
  (await request<{ deliveryId: number }>("POST", `${base}/contact-points/${id}/test`)).value.deliveryId;

/** Null: the installation's again. */
export const writeRules = async (rules: NotificationRules | null): Promise<RulesView> =>
  (await request<RulesView>("PUT", `${base}/notification-rules`, { body: { rules } })).value;

/** A receipt comes soon after, or never. */
const receiptAwaitedMs = 20_000;

/** What became of a code or test; looked at every second until it ended and its receipt may have come. */
export const followedQuery = (id: number) =>
  queryOptions({
    queryKey: ["account", "deliveries", id],
    queryFn: async ({ signal }) => (await request<FollowedView>("GET", `${base}/deliveries/${id}`, { signal })).value,
    refetchInterval: ({ state: { data, dataUpdateCount } }) => {
      const isOver = data?.state === "delivered" || data?.state === "failed" || data?.state === "cancelled";
      return isOver || (data?.state === "sent" && dataUpdateCount * 1_000 > receiptAwaitedMs) ? false : 1_000;
    },
    gcTime: 0,
  });
