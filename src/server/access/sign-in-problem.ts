/** What the sign-in library answers, as refusals of ours. */
import { Refusal } from "#core/refusal.ts";

type Said = { message?: string; code?: string };

const bySaid: Readonly<Record<string, () => Refusal>> = {
  USER_DEACTIVATED: () => new Refusal("forbidden", "This account is deactivated: ask an administrator.", {}),
  INVALID_EMAIL_OR_PASSWORD: () =>
    new Refusal("sign-in-failed", "E-mail address and password do not belong together: try again, or ask an administrator for a link.", {}),
  INVALID_PASSWORD: () => new Refusal("wrong-password", "This is not your password: write the one by which you sign in today.", {}),
  INVALID_CODE: wrongCode,
  INVALID_BACKUP_CODE: wrongCode,
  INVALID_TWO_FACTOR_COOKIE: interrupted,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: interrupted,
  TOTP_NOT_ENABLED: noSecondFactor,
  TWO_FACTOR_NOT_ENABLED: noSecondFactor,
  BACKUP_CODES_NOT_ENABLED: noSecondFactor,
  TOTP_ALREADY_ENABLED: () =>
    new Refusal("second-factor-exists", "A second factor protects this account already: remove it before you set up another one.", {}),
  ACCOUNT_TEMPORARILY_LOCKED: () =>
    new Refusal("rate-limited", "Too many wrong codes for this account: try again in 900 seconds.", { retryAfterSeconds: 900 }),
  SESSION_NOT_FRESH: () =>
    new Refusal("session-not-fresh", "You signed in too long ago for this: sign out and in again, then add the passkey.", {}),
  CREDENTIAL_ACCOUNT_NOT_FOUND: () =>
    new Refusal("no-password", "This account has no password: ask for a link on the sign-in page to set one.", {}),
  PASSKEY_NOT_FOUND: passkeyRefused,
  AUTHENTICATION_FAILED: passkeyRefused,
  FAILED_TO_VERIFY_REGISTRATION: passkeyRefused,
  CHALLENGE_NOT_FOUND: passkeyRefused,
  YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY: passkeyRefused,
  USER_NOT_VERIFIED: passkeyRefused,
};

function wrongCode(): Refusal {
  return new Refusal(
    "wrong-code",
    "This code does not fit: write the one that your authenticator shows now, or a recovery code not used yet.",
    {},
  );
}

function interrupted(): Refusal {
  return new Refusal(
    "sign-in-interrupted",
    "This sign-in took too long, or too many codes were tried: begin again with your password.",
    {},
  );
}

function noSecondFactor(): Refusal {
  return new Refusal("no-second-factor", "No second factor protects this account: set one up first.", {});
}

function passkeyRefused(): Refusal {
  return new Refusal("passkey-refused", "This passkey could not be used here: try again, or come in another way.", {});
}

/** The refusal behind an answer of the library that is none of success. */
export async function refusalOfAnswer(answer: Response): Promise<Refusal> {
  const said = (await answer.json().catch(() => ({}))) as Said;
  if (answer.status === 429 && said.code !== "ACCOUNT_TEMPORARILY_LOCKED") {
    const seconds = Number(answer.headers.get("x-retry-after") ?? 60);
    return new Refusal("rate-limited", `Too many attempts from this address: try again in ${seconds} seconds.`, {
      retryAfterSeconds: seconds,
    });
  }
  const known = said.code === undefined ? undefined : bySaid[said.code];
  if (known !== undefined) return known();
  if (answer.status === 401) return new Refusal("unauthenticated", "Nobody is signed in: sign in first.", {});
  if (answer.status === 403)
    return new Refusal("cross-site-request", "This request came from another site than ours: open Guardia at its own address.", {});
  if (answer.status >= 500) return new Refusal("internal-error", "Signing in went wrong on our side: try again in a moment.", {});
  return new Refusal("invalid-request", said.message ?? "The sign-in could not be understood: send email and password.", {});
}
