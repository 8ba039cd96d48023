/** A party by its name in the log (`l2`, `vendor`), in the reader's words. */
import { useText } from "../language/language.tsx";

export function usePartyName(): (party: string) => string {
  const { words } = useText();
  return (party) => {
    const tier = /^l([1-4])$/.exec(party)?.[1];
    if (tier !== undefined) return words.tier({ tier });
    return (words.holder as Readonly<Record<string, string>>)[party] ?? party;
  };
}
