/** When something stands painted on the screen, and a server as it is installed: what benches of pages share. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectFolder } from "#server/installation.ts";

/** To be run in the page: `painted(selector)` says when the frame was painted that shows it, on the clock of the page. */
export const watchPaint = (): void => {
  const page = window as unknown as Painting;
  page.painted = (selector) =>
    new Promise((resolve) => {
      const look = (): boolean => {
        if (document.querySelector(selector) === null) return false;
        // The frame in which it stands has been painted when the task behind it runs.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        });
        return true;
      };
      if (look()) return;
      const seen = new MutationObserver(() => look() && seen.disconnect());
      seen.observe(document, { childList: true, subtree: true });
    });
};

export type Painting = { painted: (selector: string) => Promise<number> };

/** The server as it is built, in a process of its own; `link` makes whoever opens it the administrator. */
export async function startServer(url: string): Promise<{ child: ChildProcess; address: string; link: string }> {
  const program = join(projectFolder(), "dist", "server.js");
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: "0", DATABASE_URL: url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let address = "";
  for await (const line of createInterface({ input: child.stdout })) {
    address ||= / is at (http:\S+)/.exec(line)?.[1] ?? "";
    const link = /http\S+\/welcome\?token=\S+/.exec(line)?.[0];
    if (link === undefined) continue;
    child.stdout.resume();
    return { child, address, link };
  }
  throw new Error("the server ended before it was ready");
}
