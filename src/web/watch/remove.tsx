/** Takes something of the watch away. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { removeWatch, watchQuery } from "../api/watch.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";

export function Remove({ kind, id, label }: { kind: "pings" | "witnesses" | "tests"; id: string; label: string }) {
  const { watch } = useText();
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeWatch(kind, id),
    onSuccess: () => client.invalidateQueries({ queryKey: watchQuery.queryKey }),
  });
  return (
    <>
      <Button size="xs" variant="default" loading={removing.isPending} onClick={() => removing.mutate()} aria-label={label}>
        {watch.remove}
      </Button>
      <ProblemNote error={removing.error} />
    </>
  );
}
