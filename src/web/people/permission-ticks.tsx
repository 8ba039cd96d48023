/** Permissions to choose among, in plain words with the name that programs use. */
import { Checkbox } from "@mantine/core";
import type { Permission } from "#core/access/access.ts";
import { useText } from "../language/language.tsx";
import style from "./people.module.css";
import { permissionName } from "./words.ts";

type Props = { label: string; possible: readonly Permission[]; chosen: readonly Permission[]; choose: (chosen: Permission[]) => void };

export function PermissionTicks({ label, possible, chosen, choose }: Props) {
  const { people: t } = useText();
  return (
    <fieldset className={style.ticks}>
      <legend>{label}</legend>
      {possible.map((each) => (
        <Checkbox
          key={each}
          label={permissionName(each, t)}
          description={each}
          checked={chosen.includes(each)}
          onChange={(event) =>
            choose(
              event.currentTarget.checked
                ? possible.filter((one) => one === each || chosen.includes(one))
                : chosen.filter((one) => one !== each),
            )
          }
        />
      ))}
    </fieldset>
  );
}
