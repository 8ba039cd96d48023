/** On the rail: how many pages nobody has answered yet. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { pagesQuery } from "../api/pages.ts";
import { useText } from "../language/language.tsx";
import style from "./rail-count.module.css";

export function RailCount() {
  const { pages } = useText();
  const { data } = useInfiniteQuery(pagesQuery({ state: "unended" }));
  const calling = (data?.pages[0]?.items ?? []).filter(({ state }) => state === "open" || state === "exhausted").length;
  if (calling === 0) return null;
  return (
    <em className={style.count}>
      <span aria-hidden="true">{calling > 99 ? "99+" : calling}</span>
      <span className="unseen">{pages.calling({ count: calling })}</span>
    </em>
  );
}
