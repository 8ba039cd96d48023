/** What follows a sign-in: nothing of whoever was here before is kept, and one goes where one wanted to. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

export function useEntry(back: string | undefined): () => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return useCallback(async () => {
    client.clear();
    await router.navigate({ href: back ?? "/queue", replace: true });
  }, [client, router, back]);
}
