/** This tab of the browser, among others that may have the same ticket open. */

export const tab: string = crypto.randomUUID();

const prefix = "guardia.tab ";
const locks: LockManager | undefined = typeof navigator === "undefined" ? undefined : navigator.locks;

// Held as long as the tab lives, however it dies.
void locks?.request(prefix + tab, () => new Promise<never>(() => undefined));

/** Those that live; null where the browser does not say. */
export async function livingTabs(): Promise<ReadonlySet<string> | null> {
  if (locks === undefined) return null;
  const { held = [] } = await locks.query();
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) === true ? [name.slice(prefix.length)] : [])));
}
