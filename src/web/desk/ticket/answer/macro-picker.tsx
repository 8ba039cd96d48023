/** Macros: several actions in one. What each does is said before it is run; it is done whole or not at all. */
import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Macro, macrosQuery, runMacro } from "../../../api/macros.ts";
import { Failure, Loading, ProblemNote } from "../../../kit/states.tsx";
import { useUndo } from "../../../kit/undo.tsx";
import { useText } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import { readAgain } from "../deed.ts";
import { inOrder, sendOffHeld } from "../in-order.ts";
import { macroLine } from "./macro-line.ts";
import style from "./picker.module.css";

type Props = { scene: Scene /** Chosen already, by its key or from the palette. */; initial: string | null; close: () => void };

/** In the list a macro is chosen by its last key: `, i`. Its first would act on the ticket by itself. */
const keyOf = ({ keys }: Macro): string | null => keys?.split(" ").at(-1) ?? null;

export default function MacroPicker({ scene, initial, close }: Props) {
  const { house, ticket } = useText();
  const t = ticket.answer.macros;
  const client = useQueryClient();
  const undo = useUndo();
  const macros = useQuery(macrosQuery);
  const [chosen, setChosen] = useState(initial);
  const offered = (macros.data ?? []).filter(({ team, isOwn }) => team === null || team === scene.ticket.team || isOwn);
  const macro = offered.find(({ id }) => id === chosen) ?? null;
  const running = useMutation({
    mutationFn: (each: Macro) => {
      sendOffHeld(scene.ticket.id);
      return inOrder(scene.ticket.id, () => runMacro(scene.ticket.id, each.id));
    },
    onSuccess: (_ticket, { name }) => {
      undo.say({ label: t.ran({ name }) });
      void readAgain(client, scene.ticket.id);
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t.title} closeButtonProps={{ "aria-label": house.form.close }}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the buttons within */}
      <div
        className={style.picker}
        onKeyDown={({ key, ctrlKey, metaKey }) => {
          const meant = ctrlKey || metaKey ? undefined : offered.find((each) => keyOf(each) === key);
          if (meant !== undefined) setChosen(meant.id);
        }}
      >
        {macros.isPending && <Loading />}
        {macros.isError && <Failure error={macros.error} retry={() => void macros.refetch()} />}
        {macros.data !== undefined && offered.length === 0 && <p className="soft">{t.none}</p>}
        <ul className={style.macros}>
          {offered.map((each, index) => (
            <li key={each.id}>
              <button
                type="button"
                data-autofocus={(chosen === null ? index === 0 : each.id === chosen) || undefined}
                aria-pressed={each.id === chosen}
                onClick={() => {
                  running.reset();
                  setChosen(each.id);
                }}
              >
                {each.name} {keyOf(each) !== null && <kbd>{keyOf(each)}</kbd>}
              </button>
            </li>
          ))}
        </ul>
        {macro !== null && <Deeds macro={macro} scene={scene} />}
        <ProblemNote error={running.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button disabled={macro === null} loading={running.isPending} onClick={() => macro !== null && running.mutate(macro)}>
            {t.run}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** What it will do, before it does. */
function Deeds({ macro, scene }: { macro: Macro; scene: Scene }) {
  const t = useText().ticket.answer.macros;
  return (
    <section className={style.preview}>
      <p>{t.does({ name: macro.name })}</p>
      <ol>
        {macro.actions.map((action, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a macro's actions have no other name, and do not move while it is shown
          <li key={index} dir="auto">
            {macroLine(action, scene)}
          </li>
        ))}
      </ol>
    </section>
  );
}
