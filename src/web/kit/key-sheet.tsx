/** The cheat sheet: every key that does something on this page, now. */
import { Modal } from "@mantine/core";
import { useText } from "../language/language.tsx";
import { grouped } from "./grouped.ts";
import style from "./key-sheet.module.css";
import { useKeySheet } from "./keys.ts";

export default function KeySheet({ close }: { close: () => void }) {
  const { house } = useText();
  const registered = useKeySheet();
  const groups = grouped(registered, ({ group }) => group);
  return (
    <Modal opened onClose={close} title={house.keys.title} size="lg" closeButtonProps={{ "aria-label": house.form.close }}>
      <div className={style.groups}>
        {[...groups].map(([group, of]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className={style.keys}>
              {of
                .flatMap(({ actions }) => actions)
                .map(({ keys, label }) => (
                  <div key={keys}>
                    <dt>
                      {keys.split(" ").map((key) => (
                        <kbd key={key}>{key.replace("mod+", "Ctrl ")}</kbd>
                      ))}
                    </dt>
                    <dd>{label}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
