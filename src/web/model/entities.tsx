/** The things of one kind in the model: a list to choose from, a way to add one, and the form of the chosen one. */
import { Button, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Icon } from "../kit/icon.tsx";
import { useDraft } from "./draft.ts";
import { useModelText } from "./fields.tsx";
import style from "./forms.module.css";
import type { ModelSearch } from "./parts.ts";

/** Ids as the model's check asks for them. */
const isId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);

type Props = {
  /** The key of the map in the document: `calendars`. */
  map: "calendars" | "agreements" | "services" | "teams" | "people" | "customers";
  title: string;
  items: readonly (readonly [string, string])[];
  /** What a new one says at first. */
  fresh: (id: string) => unknown;
  form: (id: string) => ReactNode;
};

export function Entities({ map, title, items, fresh, form }: Props) {
  const { model } = useModelText();
  const { id: asked } = useSearch({ from: "/desk/model" });
  const navigate = useNavigate();
  const { mayWrite, edit, document } = useDraft();
  const chosen = items.some(([id]) => id === asked) ? asked : items[0]?.[0];
  const go = (id: string) => void navigate({ to: "/model", search: (before: ModelSearch) => ({ ...before, id }), replace: true });
  const add = (id: string) => {
    edit({ path: [map, id], value: fresh(id) });
    go(id);
  };
  const name = items.find(([id]) => id === chosen)?.[1];
  return (
    <div className={style.entities}>
      <nav className={style.list} aria-label={title}>
        {items.map(([id, each]) => (
          <button key={id} type="button" aria-current={id === chosen ? "true" : undefined} onClick={() => go(id)}>
            <span>{each}</span>
            {each !== id && <code>{id}</code>}
          </button>
        ))}
        {mayWrite && document !== null && <Adding taken={items.map(([id]) => id)} add={add} />}
      </nav>
      {chosen === undefined ? (
        <p className={style.nothing}>{model.nothingYet}</p>
      ) : (
        <div className={style.form} key={chosen}>
          <header className={style.formHead}>
            <h2>{name}</h2>
            {name !== chosen && <code className="soft">{chosen}</code>}
            {mayWrite && (
              <Button
                variant="default"
                size="xs"
                leftSection={<Icon name="cross" size={14} />}
                onClick={() => edit({ path: [map, chosen], value: undefined })}
              >
                {model.remove}
              </Button>
            )}
          </header>
          {form(chosen)}
        </div>
      )}
    </div>
  );
}

function Adding({ taken, add }: { taken: readonly string[]; add: (id: string) => void }) {
  const { model } = useModelText();
  const [id, setId] = useState("");
  const mistake = id === "" ? null : taken.includes(id) ? model.idTaken : isId(id) ? null : model.badId;
  return (
    <form
      className={style.adding}
      onSubmit={(event) => {
        event.preventDefault();
        if (id === "" || mistake !== null) return;
        add(id);
        setId("");
      }}
    >
      <TextInput
        aria-label={model.newId}
        placeholder={model.newId}
        value={id}
        error={mistake}
        onChange={(event) => setId(event.currentTarget.value.toLowerCase())}
      />
      <Button type="submit" variant="default" aria-label={model.add} disabled={id === "" || mistake !== null}>
        <Icon name="plus" size={16} />
      </Button>
    </form>
  );
}
