// Shows pages and notices as notifications, also while no page of Guardia is open, and takes the answer that is pressed there. The content
// is what src/server/channels/push/push-content.ts writes.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A browser renews its subscription when it likes, and may do so while it is offline: a page that opens asks again.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.oldSubscription, event.newSubscription)));
self.addEventListener("message", (event) => {
  if (event.data?.kind === "renew") event.waitUntil(renew());
});

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(answer(event.notification.data ?? {}, event.action));
});

/** Tells Guardia of a subscription that has taken another one's place. The old one's keys prove that it was ours. */
async function renew(old, given) {
  const before = old?.toJSON() ?? (await remembered());
  const after = given ?? (await self.registration.pushManager.getSubscription()) ?? (await subscribeLike(old));
  if (after === null) return;
  if (before !== null && before.endpoint !== after.endpoint && !(await isTold(before, after.toJSON()))) return;
  await remember(after.toJSON());
}

/** Firefox and Chrome leave it to us when the old one has only expired. */
async function subscribeLike(old) {
  const key = old?.options?.applicationServerKey;
  return key ? self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }) : null;
}

/** Also when Guardia knows nobody by the old one any more: then there is nothing to be renewed. */
async function isTold(before, after) {
  const body = JSON.stringify({ before: JSON.stringify(before), after: JSON.stringify(after) });
  const sent = { method: "POST", body, headers: { "content-type": "application/json" }, credentials: "omit" };
  const answer = await fetch("/api/v1/push-renewals", sent).catch(() => null);
  return answer !== null && (answer.ok || answer.status === 404);
}

// The name and path are those of src/web/api/push.ts.
const remembered = async () => (await (await caches.open("push")).match("/push-subscription"))?.json() ?? null;
const remember = async (subscription) => (await caches.open("push")).put("/push-subscription", new Response(JSON.stringify(subscription)));

/** Whatever comes is shown: a browser takes the permission away from whoever pushes and shows nothing. */
async function show(data) {
  const content = contentOf(data);
  const { title, body, tag, key, isUrgent, answers } = content;
  const before = tag === undefined ? [] : await self.registration.getNotifications({ tag });
  // The same attempt, repeated: it takes the place of the one before without a sound.
  const isRepeated = before.some((notification) => notification.data?.key === key);
  await self.registration.showNotification(title, {
    body,
    tag,
    renotify: tag !== undefined && !isRepeated,
    silent: isRepeated,
    requireInteraction: isUrgent === true,
    icon: "/lamp.svg",
    badge: "/lamp.svg",
    data: content,
    actions: (answers ?? []).slice(0, 2).map(({ verb, label }) => ({ action: verb, title: label })),
  });
  for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true }))
    client.postMessage({ kind: "push", content });
  await confirmShown(content);
}

function contentOf(data) {
  try {
    const content = data.json();
    return typeof content.title === "string" ? content : { title: "Guardia", body: data.text() };
  } catch {
    return { title: "Guardia", body: data === null ? "" : data.text() };
  }
}

/** The receipt. Without it the message counts as taken, not as arrived: its failure is no reason to show it twice. */
async function confirmShown({ receipt, key }) {
  if (receipt === null || receipt === undefined) return;
  const body = JSON.stringify({ key, proof: receipt.proof });
  await fetch(receipt.url, { method: "POST", body, headers: { "content-type": "text/plain" }, credentials: "omit" }).catch(() => undefined);
}

async function answer(content, verb) {
  const pressed = content.answers?.find((each) => each.verb === verb);
  if (pressed !== undefined && (await isTaken(pressed.url))) {
    return self.registration.showNotification(content.title, {
      body: pressed.done,
      tag: content.tag,
      silent: true,
      icon: "/lamp.svg",
      data: { link: content.link },
    });
  }
  return open(content.link ?? "/");
}

async function isTaken(url) {
  try {
    const sent = { method: "POST", body: "{}", headers: { "content-type": "application/json" }, credentials: "omit" };
    return (await fetch(url, sent)).ok;
  } catch {
    return false;
  }
}

async function open(link) {
  for (const client of await self.clients.matchAll({ type: "window" })) {
    if (client.url === new URL(link, self.location.href).href) return client.focus();
  }
  return self.clients.openWindow(link);
}
