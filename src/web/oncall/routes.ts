/** The addresses of pages and of being on call; each page is loaded when somebody goes there. */
import type { QueryClient } from "@tanstack/react-query";
import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { meQuery } from "../api/queries.ts";
import { readPagesAddress } from "./address.ts";
import { readLoadAddress } from "./load/address.ts";
import { readCoverageAddress } from "./proof/address.ts";
import { readRotaAddress } from "./rota/address.ts";
import { prefetchRota } from "./rota/shown.ts";

/** Who is being paged, and what became of it. */
export function pageRoutes<Parent extends AnyRoute>(parent: Parent) {
  return [
    createRoute({
      getParentRoute: () => parent,
      path: "/pages",
      validateSearch: readPagesAddress,
      component: lazyRouteComponent(() => import("./pages.tsx"), "Pages"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/pages/$pageId",
      component: lazyRouteComponent(() => import("./page-detail.tsx"), "PageDetail"),
    }),
  ] as const;
}

/** The rota and what belongs to it, as tabs of one page. A room appends its own. */
export function oncallRoutes<Parent extends AnyRoute>(parent: Parent, client: QueryClient) {
  const frame = createRoute({
    getParentRoute: () => parent,
    path: "/oncall",
    component: lazyRouteComponent(() => import("./frame.tsx"), "OncallFrame"),
  });
  const room = { getParentRoute: () => frame };
  return frame.addChildren([
    createRoute({
      ...room,
      path: "/",
      validateSearch: readRotaAddress,
      loaderDeps: ({ search }) => search,
      // Asked for while the page itself is loaded.
      loader: ({ deps }) => prefetchRota(client, deps, client.getQueryData(meQuery.queryKey)?.zone ?? null),
      component: lazyRouteComponent(() => import("./rota/rota.tsx"), "Rota"),
    }),
    createRoute({
      ...room,
      path: "/coverage",
      validateSearch: readCoverageAddress,
      component: lazyRouteComponent(() => import("./proof/coverage.tsx"), "Coverage"),
    }),
    createRoute({
      ...room,
      path: "/load",
      validateSearch: readLoadAddress,
      component: lazyRouteComponent(() => import("./load/load.tsx"), "Load"),
    }),
    createRoute({
      ...room,
      path: "/calendars",
      component: lazyRouteComponent(() => import("./calendars/calendars.tsx"), "Calendars"),
    }),
    createRoute({
      ...room,
      path: "/import",
      component: lazyRouteComponent(() => import("./imports/import-page.tsx"), "ImportPage"),
    }),
  ]);
}
