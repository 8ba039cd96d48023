/**
 * Passkeys as the browser has them (Web Authentication Level 3): its options and answers hold bytes, JSON holds them as base64url. Written
 * out here because not every browser in use has `parseCreationOptionsFromJSON` and `toJSON`.
 */

type Json = Record<string, unknown>;

const bytesOf = (text: string): ArrayBuffer => {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (each) => each.charCodeAt(0)).buffer;
};

const textOfBytes = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

type Listed = { id: string; type: "public-key"; transports?: AuthenticatorTransport[] };
const listed = (rows: unknown): PublicKeyCredentialDescriptor[] =>
  ((rows ?? []) as Listed[]).map(({ id, ...rest }) => ({ ...rest, id: bytesOf(id) }));

export const canUsePasskeys = (): boolean => typeof PublicKeyCredential !== "undefined";

/** Whether the person closed the browser's window themselves, or let it run out: nothing that needs telling. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");

/** Whether the device holds a passkey for this account already. */
export const isHeldAlready = (error: unknown): boolean => error instanceof DOMException && error.name === "InvalidStateError";

/** Makes a new passkey from the server's options; gives what the server checks. */
export async function makePasskey(options: Json): Promise<Json> {
  const user = options.user as { id: string; name: string; displayName: string };
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge as string),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...envelopeOf(made),
    response: {
      clientDataJSON: textOfBytes(response.clientDataJSON),
      attestationObject: textOfBytes(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Signs the server's challenge with a passkey that the person chooses. */
export async function signWith(options: Json): Promise<Json> {
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge as string),
    allowCredentials: listed(options.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const signed = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = signed.response as AuthenticatorAssertionResponse;
  return {
    ...envelopeOf(signed),
    response: {
      clientDataJSON: textOfBytes(response.clientDataJSON),
      authenticatorData: textOfBytes(response.authenticatorData),
      signature: textOfBytes(response.signature),
      ...(response.userHandle === null ? {} : { userHandle: textOfBytes(response.userHandle) }),
    },
  };
}

const envelopeOf = (credential: PublicKeyCredential): Json => ({
  id: credential.id,
  rawId: textOfBytes(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  clientExtensionResults: credential.getClientExtensionResults(),
});
