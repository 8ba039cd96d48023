/** The portal of a customer's people: the provider's own light frame, kept live. */
import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { Suspense } from "react";
import { frameQuery } from "../api/portal.ts";
import { meQuery } from "../api/queries.ts";
import { BrandColours, BrandMark } from "../branding/brand.tsx";
import { LostBanner } from "../kit/connection.tsx";
import { Icon, type IconName } from "../kit/icon.tsx";
import { useKeyboard } from "../kit/keys.ts";
import { useLiveQueries } from "../kit/live-queries.ts";
import { phone, useMatches } from "../kit/matches.ts";
import { SchemeChoice } from "../kit/scheme.tsx";
import { Loading } from "../kit/states.tsx";
import { UndoLines } from "../kit/undo.tsx";
import { LanguageChoice, ownPages, useLeave } from "../kit/user-menu.tsx";
import { type Catalogue, useReaderOf, useText } from "../language/language.tsx";
import style from "./portal.module.css";

type Place = { to: string; icon: IconName; label: string; isExact?: boolean };

export function Portal() {
  const text = useText();
  const { portal } = text;
  const { data: me } = useQuery(meQuery);
  const { data: frame } = useQuery(frameQuery);
  const isPhone = useMatches(phone);
  useReaderOf(me);
  useKeyboard();
  useLiveQueries();
  const places = placesOf(text, frame?.me.isDesignated ?? false);
  return (
    <div className={style.portal}>
      <BrandColours />
      <a className={style.skip} href="#content">
        {portal.nav.skip}
      </a>
      <header className={style.head}>
        <div className={style.band}>
          <Link to="/portal" className={style.brand} aria-label={`${frame?.provider.name ?? ""} – ${portal.nav.home}`}>
            <BrandMark />
          </Link>
          {!isPhone && <Places places={places} />}
          <div className={style.acts}>
            {!isPhone && <ReportLink label={portal.nav.report} />}
            <You name={me?.name ?? ""} />
          </div>
        </div>
      </header>
      <main id="content" className={style.content} tabIndex={-1}>
        <LostBanner />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className={style.foot}>{frame === undefined ? null : portal.nav.foot({ provider: frame.provider.name })}</footer>
      {isPhone && <Bar places={places} />}
      <UndoLines />
    </div>
  );
}

/** Where one can go; order, reviews and people are the designated contact's. */
function placesOf({ portal: { nav }, incident }: Catalogue, isDesignated: boolean): Place[] {
  return [
    { to: "/portal", icon: "home", label: nav.home, isExact: true },
    { to: "/portal/tickets", icon: "queue", label: nav.ticketsShort },
    ...(isDesignated ? [{ to: "/portal/rank", icon: "order", label: nav.rank } as const] : []),
    { to: "/portal/articles", icon: "book", label: nav.articles },
    { to: "/portal/services", icon: "model", label: nav.services },
    ...(isDesignated ? [{ to: "/portal/reviews", icon: "shield", label: incident.portal.nav } as const] : []),
    ...(isDesignated ? [{ to: "/portal/people", icon: "person", label: nav.people } as const] : []),
  ];
}

function Places({ places }: { places: readonly Place[] }) {
  const { portal } = useText();
  return (
    <nav className={style.places} aria-label={portal.nav.label}>
      {places.map(({ to, label, isExact = false }) => (
        <Link key={to} to={to} activeOptions={{ exact: isExact, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}

const ReportLink = ({ label }: { label: string }) => (
  <Link to="/portal/report" className={style.report}>
    <Icon name="plus" size={16} /> {label}
  </Link>
);

/** On a phone: at the thumb, the report in the middle, the rest behind "more". */
function Bar({ places }: { places: readonly Place[] }) {
  const { portal } = useText();
  const navigate = useNavigate();
  const [home, tickets, ...others] = places;
  const articles = others.find(({ to }) => to === "/portal/articles");
  const rest = others.filter((each) => each !== articles);
  const item = (place: Place | undefined) =>
    place !== undefined && (
      <Link to={place.to} activeOptions={{ exact: place.isExact ?? false, includeSearch: false }}>
        <Icon name={place.icon} size={20} />
        <span>{place.label}</span>
      </Link>
    );
  return (
    <nav className={style.bar} aria-label={portal.nav.label}>
      {item(home)}
      {item(tickets)}
      <Link to="/portal/report" className={style.thumb}>
        <Icon name="plus" size={20} />
        <span>{portal.nav.reportShort}</span>
      </Link>
      {item(articles)}
      <Menu position="top-end" width={220}>
        <Menu.Target>
          <button type="button">
            <Icon name="more" size={20} />
            <span>{portal.nav.more}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map(({ to, icon, label }) => (
            <Menu.Item key={to} leftSection={<Icon name={icon} size={16} />} onClick={() => void navigate({ to })}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}

function You({ name }: { name: string }) {
  const text = useText();
  const navigate = useNavigate();
  const leave = useLeave();
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <button type="button" className={style.you} aria-label={text.portal.nav.you({ name })}>
          <Icon name="person" size={18} />
          <span className={style.youName}>{name}</span>
          <Icon name="chevron" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {ownPages.map(({ to, icon, label }) => (
          <Menu.Item key={to} leftSection={<Icon name={icon} size={16} />} onClick={() => void navigate({ to })}>
            {label(text)}
          </Menu.Item>
        ))}
        {ownPages.length > 0 && <Menu.Divider />}
        <LanguageChoice />
        <Menu.Divider />
        <SchemeChoice />
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="leave" size={16} />} onClick={() => void leave()}>
          {text.portal.nav.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
