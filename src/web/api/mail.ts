/** Mail in: mailboxes, messages that wait for a human, and the mails behind a ticket's messages. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { mailboxBody, mailboxSchema, mailSchema, probeSchema, ticketMailSchema } from "#server/mail/schema.ts";
import { request, withQuery } from "./request.ts";
import type { Page } from "./wire.ts";

export type Mailbox = z.infer<typeof mailboxSchema>;
export type MailboxOrder = z.input<typeof mailboxBody>;
export type Mail = z.infer<typeof mailSchema>;
export type TicketMail = z.infer<typeof ticketMailSchema>;
export type MailboxProbe = z.infer<typeof probeSchema>;
export type MailShelf = "held" | "dropped";

const base = "/api/v1";
const get = async <T>(path: string, signal: AbortSignal): Promise<T> => (await request<T>("GET", `${base}${path}`, { signal })).value;
const post = async <T>(path: string, body?: unknown): Promise<T> =>
  (await request<T>("POST", `${base}${path}`, body === undefined ? {} : { body })).value;

export const mailKey = ["mail"] as const;

/** Whether a mailbox is connected is news within seconds. */
export const mailboxesQuery = queryOptions({
  queryKey: [...mailKey, "mailboxes"],
  queryFn: async ({ signal }) => (await get<Page<Mailbox>>("/mail/mailboxes", signal)).items,
  refetchInterval: 10_000,
});

export const mailsQuery = (state: MailShelf) =>
  infiniteQueryOptions({
    queryKey: [...mailKey, "messages", state],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => get<Page<Mail>>(withQuery("/mail/messages", { state, cursor: pageParam ?? undefined }), signal),
    getNextPageParam: ({ next }) => next,
    refetchInterval: 15_000,
  });

/** @param last the newest message that came by mail: with another one they are asked for anew */
export const ticketMailsQuery = (ticketId: number, last: number) =>
  queryOptions({
    queryKey: ["ticket", ticketId, "mails", last],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await get<Page<TicketMail>>(`/tickets/${ticketId}/mails`, signal)).items,
  });

export const addMailbox = (order: MailboxOrder): Promise<Mailbox> => post("/mail/mailboxes", order);
export const changeMailbox = async (id: string, order: MailboxOrder): Promise<Mailbox> =>
  (await request<Mailbox>("PUT", `${base}/mail/mailboxes/${encodeURIComponent(id)}`, { body: order })).value;
export const removeMailbox = async (id: string): Promise<void> => {
  await request("DELETE", `${base}/mail/mailboxes/${encodeURIComponent(id)}`);
};
export const probeMailbox = (id: string): Promise<MailboxProbe> => post(`/mail/mailboxes/${encodeURIComponent(id)}/probe`);
export const fileMail = (id: number, to: { customerId: string } | { ticketId: number }): Promise<Mail> =>
  post(`/mail/messages/${id}/filing`, to);
export const dropMail = (id: number): Promise<Mail> => post(`/mail/messages/${id}/dropping`);
export const sourceAddress = (id: number): string => `${base}/mail/messages/${id}/source`;
