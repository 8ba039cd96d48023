/** What is being typed, and when it becomes the query: at once on Enter, else when the writer rests. */
import { useEffect, useRef, useState } from "react";

const restMs = 350;

export function useTypedQuery(query: string, change: (query: string) => void) {
  const [typed, setTyped] = useState(query);
  const told = useRef(query);
  const latest = useRef(change);
  latest.current = change;
  // Somebody else changed it: a view was chosen, or the reader went back.
  useEffect(() => {
    if (query === told.current) return;
    told.current = query;
    setTyped(query);
  }, [query]);
  const tell = (next: string) => {
    if (next.trim() === told.current) return;
    told.current = next.trim();
    latest.current(next.trim());
  };
  const telling = useRef(tell);
  telling.current = tell;
  useEffect(() => {
    const wait = setTimeout(() => telling.current(typed), restMs);
    return () => clearTimeout(wait);
  }, [typed]);
  return {
    typed,
    write(next: string, isSettled = false) {
      setTyped(next);
      if (isSettled) tell(next);
    },
    settle: () => tell(typed),
  };
}
