/** My own account: what protects it and where I am signed in. */
import { queryOptions } from "@tanstack/react-query";
import { makePasskey } from "./passkey.ts";
import { request } from "./request.ts";
import type { IsoInstant } from "./wire.ts";

const base = "/api/v1/account";

export type Passkey = { id: string; name: string; createdAt: IsoInstant | null; usedAt: IsoInstant | null; isSynced: boolean };

export type Account = {
  hasPassword: boolean;
  secondFactor: { isEnabled: boolean; isRequired: boolean; recoveryCodesLeft: number | null };
  passkeys: readonly Passkey[];
  providers: readonly { id: string; name: string }[];
  canHavePasskeys: boolean;
  /** Nothing else may be used until a second factor is set up. */
  needsSecondFactor: boolean;
};

export type OpenSession = {
  id: string;
  device: { browser: string | null; system: string | null };
  address: string | null;
  method: string | null;
  startedAt: IsoInstant;
  seenAt: IsoInstant;
  isCurrent: boolean;
};

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: async ({ signal }) => (await request<Account>("GET", base, { signal })).value,
});

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: async ({ signal }) => (await request<{ items: readonly OpenSession[] }>("GET", `${base}/sessions`, { signal })).value.items,
  refetchInterval: 60_000,
});

export async function changePassword(change: { password: string; newPassword: string }): Promise<void> {
  await request("PUT", `${base}/password`, { body: change });
}

export async function endSession(id: string): Promise<void> {
  await request("DELETE", `${base}/sessions/${id}`);
}

export async function endOtherSessions(): Promise<void> {
  await request("DELETE", `${base}/sessions`);
}

export type Enrolment = { uri: string; secret: string };

export const beginSecondFactor = async (password: string): Promise<Enrolment> =>
  (await request<Enrolment>("POST", `${base}/second-factor`, { body: { password } })).value;

type Codes = { recoveryCodes: readonly string[] };

export const confirmSecondFactor = async (code: string): Promise<readonly string[]> =>
  (await request<Codes>("POST", `${base}/second-factor/confirmation`, { body: { code } })).value.recoveryCodes;

export const renewRecoveryCodes = async (password: string): Promise<readonly string[]> =>
  (await request<Codes>("POST", `${base}/recovery-codes`, { body: { password } })).value.recoveryCodes;

export async function removeSecondFactor(password: string): Promise<void> {
  await request("POST", `${base}/second-factor/removal`, { body: { password } });
}

export async function addPasskey(name: string): Promise<Passkey> {
  const { value: options } = await request<{ challenge: string }>("POST", `${base}/passkeys/challenge`);
  return (await request<Passkey>("POST", `${base}/passkeys`, { body: { name, response: await makePasskey(options) } })).value;
}

export const renamePasskey = async (id: string, name: string): Promise<Passkey> =>
  (await request<Passkey>("PATCH", `${base}/passkeys/${id}`, { body: { name } })).value;

export async function removePasskey(id: string): Promise<void> {
  await request("DELETE", `${base}/passkeys/${id}`);
}

/** Of somebody else, who lost it. */
export async function takeSecondFactorFrom(id: string): Promise<void> {
  await request("DELETE", `/api/v1/people/${id}/second-factor`);
}
