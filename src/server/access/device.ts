/** What a browser says it is, as far as people recognise it: "Firefox, Linux". Not to be trusted, only to be shown. */

export type Device = { browser: string | null; system: string | null };

/** Order matters: every browser claims to be several others. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
  [/\bcurl\//, "curl"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

const first = (rows: readonly (readonly [RegExp, string])[], text: string): string | null =>
  rows.find(([is]) => is.test(text))?.[1] ?? null;

export const deviceOf = (userAgent: string): Device => ({ browser: first(browsers, userAgent), system: first(systems, userAgent) });

/** "Firefox, Linux"; "?" for what says nothing of itself. */
export function deviceName(userAgent: string): string {
  const { browser, system } = deviceOf(userAgent);
  return [browser, system].filter((each) => each !== null).join(", ") || "?";
}
