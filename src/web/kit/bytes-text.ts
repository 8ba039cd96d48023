/** A size as people read it: `640 B`, `14 kB`, `2.4 MB`, in the reader's figures. */
export function bytesText(bytes: number, locale: string): string {
  const [unit, per] =
    bytes < 1_000 ? (["byte", 1] as const) : bytes < 999_500 ? (["kilobyte", 1e3] as const) : (["megabyte", 1e6] as const);
  const amount = bytes / per;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: amount < 10 && unit === "megabyte" ? 1 : 0,
  }).format(amount);
}
