/** What a driver is called: in the reader's language where it is no name of a product. */
import type { DriverView } from "../api/channels.ts";
import { useText } from "../language/language.tsx";

export function useDriverTitle(): (driver: Pick<DriverView, "name" | "title">) => string {
  const known: Readonly<Record<string, string>> = useText().channels.drivers;
  return ({ name, title }) => known[name] ?? title;
}
