/** How long something took that often takes less than a second: `210 ms`, `1.4 s`, `48 s`, `3 min 5 s`. */
import { lengthText } from "../kit/time-text.ts";

export function spanText(ms: number, locale: string): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1_000) return `${whole} ms`;
  if (whole < 10_000) return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(whole / 1_000)} s`;
  // Beyond an hour nobody counts seconds.
  const unit = whole < 3_600_000 ? 1_000 : 60_000;
  return lengthText(Math.floor(whole / unit) * unit);
}
