/** What can wait a frame: for parts of a page that help and that nobody looks at first. */
import { useEffect, useState } from "react";

/** False until what this component showed at first has been painted. */
export function usePainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined;
    // A task behind the next frame runs when that frame has been painted.
    const frame = requestAnimationFrame(() => {
      later = setTimeout(() => setPainted(true));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(later);
    };
  }, []);
  return isPainted;
}
