/** Who I am: name, language, keys, further pages of mine, and the way out. */
import { Menu } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { changeMyself } from "../api/me.ts";
import { meQuery } from "../api/queries.ts";
import { signOut } from "../api/session.ts";
import { type LanguageCode, languageCodes, languageNames, useLanguage, useText } from "../language/language.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { phone, useMatches } from "./matches.ts";
import { useMay } from "./may.ts";
import { places } from "./places.ts";
import { say } from "./undo-store.ts";
import style from "./user-menu.module.css";

/** Further entries of the menu; a room appends its own page. */
export type OwnPage = { to: string; icon: IconName; label: (text: ReturnType<typeof useText>) => string };
export const ownPages: readonly OwnPage[] = [{ to: "/account", icon: "shield", label: ({ account }) => account.title }];

/** Leaves: nothing of what was read stays in the browser. */
export function useLeave(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await signOut();
    client.clear();
    await navigate({ to: "/sign-in" });
  };
}

/** Reads in another language from now on, here and wherever the person signs in. */
export function useSpeak(): (code: LanguageCode) => void {
  const { choose, text } = useLanguage();
  const client = useQueryClient();
  return (code) => {
    choose({ language: code });
    changeMyself({ language: code }).then(
      () => client.invalidateQueries(),
      () => say({ label: text.house.states.failed, tone: "bad" }),
    );
  };
}

export function UserMenu({ className, openKeys }: { className: string; openKeys: () => void }) {
  const text = useText();
  const { house } = text;
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  const leave = useLeave();
  return (
    <Menu position={useMatches(phone) ? "top-end" : "right-end"} width={240}>
      <Menu.Target>
        <button type="button" className={className} aria-label={me === undefined ? house.user.menu : `${house.user.menu}: ${me.name}`}>
          <span className={style.initials} data-initials={initials(me?.name ?? "")} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me?.name}
          {me?.email !== null && me?.email !== undefined && <div className="soft">{me.email}</div>}
        </Menu.Label>
        {ownPages.map(({ to, icon, label }) => (
          <Menu.Item key={to} leftSection={<Icon name={icon} size={16} />} onClick={() => void navigate({ to })}>
            {label(text)}
          </Menu.Item>
        ))}
        <QuietPlaces />
        <Menu.Item leftSection={<Icon name="help" size={16} />} rightSection={<kbd>?</kbd>} onClick={openKeys}>
          {house.user.keys}
        </Menu.Item>
        <Menu.Divider />
        <LanguageChoice />
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="leave" size={16} />} onClick={() => void leave()}>
          {house.user.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What has no place of its own on the rail and is looked after now and then: found here, and in the palette. */
function QuietPlaces() {
  const text = useText();
  const navigate = useNavigate();
  const may = useMay();
  const quiet = places.filter(({ isQuiet, to, permission }) => isQuiet && to !== "/search" && (permission === null || may(permission)));
  return quiet.map(({ to, icon, label }) => (
    <Menu.Item key={to} leftSection={<Icon name={icon} size={16} />} onClick={() => void navigate({ to })}>
      {label(text)}
    </Menu.Item>
  ));
}

/** Within a menu: the three languages, each in its own words. */
export function LanguageChoice() {
  const { text, code } = useLanguage();
  const speak = useSpeak();
  return (
    <>
      <Menu.Label>{text.house.language.label}</Menu.Label>
      {languageCodes.map((each) => (
        <Menu.Item
          key={each}
          lang={each}
          leftSection={<Icon name="globe" size={16} />}
          rightSection={each === code ? <Icon name="check" size={16} /> : null}
          closeMenuOnClick={false}
          onClick={() => speak(each)}
        >
          {languageNames[each]}
        </Menu.Item>
      ))}
    </>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((part) => part !== "")
    .map((part) => part[0]!.toUpperCase())
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join("");
