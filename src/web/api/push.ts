/** Notifications of this browser (Push API, Notifications API): whether it can, whether it does, and the service worker that shows them. */

const worker = "/reach-worker.js";

/** `insecure`: only https pages and localhost may. */
export type PushAbility = "able" | "insecure" | "unsupported" | "denied";

export function pushAbility(): PushAbility {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "unsupported";
  return Notification.permission === "denied" ? "denied" : "able";
}

/** The endpoint to which this browser is subscribed; null when it is not. */
export async function ownEndpoint(): Promise<string | null> {
  if (pushAbility() !== "able") return null;
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription())?.endpoint ?? null;
}

export class PushDenied extends Error {}

/**
 * Asks the reader, then the browser's push service; gives the subscription as it is stored, and its endpoint. Throws PushDenied when the
 * reader says no, a DOMException when the service cannot be reached.
 */
export async function subscribe(publicKey: string): Promise<{ address: string; endpoint: string }> {
  if ((await Notification.requestPermission()) !== "granted") throw new PushDenied("denied");
  await navigator.serviceWorker.register(worker, { scope: "/" });
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  // One of another key's hears nothing of ours.
  if (before !== null && keyOf(before) !== publicKey) await before.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const address = JSON.stringify(subscription.toJSON());
  // By which the worker knows what has changed (public/reach-worker.js).
  await (await caches.open("push")).put("/push-subscription", new Response(address));
  return { address, endpoint: subscription.endpoint };
}

function keyOf({ options }: PushSubscription): string {
  const key = options.applicationServerKey;
  if (key === null) return "";
  return btoa(String.fromCharCode(...new Uint8Array(key)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** What the service worker has shown, while this page is open; gives how to stop listening. */
export function onPush(listener: (content: { title: string; body: string }) => void): () => void {
  const hear = ({ data }: MessageEvent) => {
    const { kind, content } = (data ?? {}) as { kind?: string; content?: { title: string; body: string } };
    if (kind === "push" && content !== undefined) listener(content);
  };
  navigator.serviceWorker.addEventListener("message", hear);
  // Nothing is handed over before somebody says that they listen.
  navigator.serviceWorker.startMessages();
  return () => navigator.serviceWorker.removeEventListener("message", hear);
}
