/** Whether the page has a form that needs another structure, not only another style. */
import { useSyncExternalStore } from "react";

/** The same width as in every style sheet. */
export const phone = "(max-width: 48rem)";

export const useMatches = (query: string): boolean =>
  useSyncExternalStore(
    (observer) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", observer);
      return () => media.removeEventListener("change", observer);
    },
    () => window.matchMedia(query).matches,
  );
