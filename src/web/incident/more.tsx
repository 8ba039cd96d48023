/** The rest of a list, when it is asked for. */
import { Button } from "@mantine/core";
import { useText } from "../language/language.tsx";
import style from "./incidents.module.css";

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };

export function More({ found }: { found: Paged }) {
  const t = useText().incident.list;
  if (!found.hasNextPage) return null;
  return (
    <Button
      variant="default"
      size="xs"
      className={style.more!}
      loading={found.isFetchingNextPage}
      onClick={() => void found.fetchNextPage()}
    >
      {t.more}
    </Button>
  );
}
