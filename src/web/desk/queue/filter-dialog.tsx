/** A query gets a name: saved for oneself, or shared with everybody on the desk. */
import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { changeFilter, createFilter, type FilterDraft, type SavedFilter } from "../../api/filters.ts";
import { useMay } from "../../kit/may.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { useUndo } from "../../kit/undo.tsx";
import { useText } from "../../language/language.tsx";
import style from "./filter-dialog.module.css";

/** `filter`: the one that is changed; null for a new one. */
type Props = { filter: SavedFilter | null; draft: Pick<FilterDraft, "query" | "order"> & Partial<FilterDraft>; close: () => void };

export default function FilterDialog({ filter, draft, close }: Props) {
  const { queue, house } = useText();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { say } = useUndo();
  const [name, setName] = useState(draft.name ?? "");
  const [query, setQuery] = useState(draft.query);
  const [isShared, setShared] = useState(draft.isShared ?? false);
  const saving = useMutation({
    mutationFn: () => {
      const saved = { name: name.trim(), query, isShared, ...(draft.order === undefined ? {} : { order: draft.order }) };
      return filter === null ? createFilter(saved) : changeFilter(filter.id, saved);
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ["filters"] });
      say({ label: queue.filter.saved({ name: saved.name }) });
      const order = saved.order === "next-breach" ? {} : { order: saved.order };
      await navigate({ to: "/queue", search: { query: saved.query, ...order, filter: saved.id } });
      close();
    },
  });
  const title = filter === null ? queue.filter.title : queue.filter.rename({ name: filter.name });
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ "aria-label": house.form.close }}>
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") saving.mutate();
        }}
      >
        <TextInput
          label={queue.filter.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          data-autofocus
          required
        />
        <TextInput
          label={queue.filter.query}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          maxLength={500}
          classNames={{ input: style.query! }}
        />
        <Checkbox
          label={queue.filter.share}
          description={may("shared:write") ? undefined : queue.filter.mayNot}
          checked={isShared}
          disabled={!may("shared:write")}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        <ProblemNote error={saving.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={name.trim() === ""}>
            {queue.filter.submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
