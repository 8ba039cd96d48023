/** Light, dark, or as the system says. */
import { Menu, useMantineColorScheme } from "@mantine/core";
import { useText } from "../language/language.tsx";
import { Icon } from "./icon.tsx";
import { phone, useMatches } from "./matches.ts";

const icons = { light: "sun", dark: "moon", auto: "auto" } as const;

export function SchemeMenu({ className }: { className: string }) {
  const { house } = useText();
  const { colorScheme } = useMantineColorScheme();
  return (
    <Menu position={useMatches(phone) ? "top-end" : "right-end"} width={190}>
      <Menu.Target>
        <button type="button" className={className} aria-label={`${house.scheme.label}: ${house.scheme[colorScheme]}`}>
          <Icon name={icons[colorScheme]} size={20} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <SchemeChoice />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Within a menu. */
export function SchemeChoice() {
  const { house } = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      {(["light", "dark", "auto"] as const).map((each) => (
        <Menu.Item
          key={each}
          leftSection={<Icon name={icons[each]} size={16} />}
          rightSection={colorScheme === each ? <Icon name="check" size={16} /> : null}
          onClick={() => setColorScheme(each)}
        >
          {house.scheme[each]}
        </Menu.Item>
      ))}
    </>
  );
}
