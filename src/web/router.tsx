/** The addresses of the desk; each page is loaded when somebody goes there. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { isProblem } from "./api/problem.ts";
import { meQuery, type QueueFilter } from "./api/queries.ts";
import { Broken, Nowhere } from "./kit/dead-end.tsx";
import { Loading } from "./kit/states.tsx";

const one = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined => allowed.find((each) => each === value);
const some = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Filters live in the address, so that a view can be sent to a colleague; what is wrong in it is left out. */
export function readFilter(search: Record<string, unknown>): QueueFilter {
  const filter: QueueFilter = {
    status: one(search.status, ["open", "resolved", "closed"] as const),
    customer: some(search.customer),
    team: some(search.team),
    assignee: some(search.assignee),
    priority: one(search.priority, ["P1", "P2", "P3", "P4"] as const),
    order: one(search.order, ["next-breach", "newest", "rank"] as const),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

const root = createRootRoute({ notFoundComponent: Nowhere, errorComponent: Broken });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/queue", search: {} });
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { back?: string } => {
    const back = some(search.back);
    // Only within this house: `//elsewhere.example` is another one.
    return back?.startsWith("/") && !back.startsWith("//") ? { back } : {};
  },
  component: lazyRouteComponent(() => import("./access/sign-in.tsx"), "SignIn"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  validateSearch: (search: Record<string, unknown>): { token?: string } => {
    const token = some(search.token);
    return token === undefined ? {} : { token };
  },
  component: lazyRouteComponent(() => import("./access/welcome.tsx"), "Welcome"),
});

/** What only somebody who is signed in sees: others are shown the door, and come back to where they wanted to go. */
function deskRoutes(client: QueryClient) {
  const desk = createRoute({
    getParentRoute: () => root,
    id: "desk",
    beforeLoad: async ({ location }) => {
      try {
        return { me: await client.ensureQueryData(meQuery) };
      } catch (error) {
        if (isProblem(error) && error.status === 401) throw redirect({ to: "/sign-in", search: { back: location.href } });
        throw error;
      }
    },
    component: lazyRouteComponent(() => import("./desk/desk.tsx"), "Desk"),
  });
  const queue = createRoute({
    getParentRoute: () => desk,
    path: "/queue",
    validateSearch: readFilter,
    component: lazyRouteComponent(() => import("./desk/queue/queue.tsx"), "Queue"),
  });
  const intake = createRoute({
    getParentRoute: () => desk,
    path: "/tickets/new",
    component: lazyRouteComponent(() => import("./desk/intake/intake.tsx"), "Intake"),
  });
  const ticket = createRoute({
    getParentRoute: () => desk,
    path: "/tickets/$ticketId",
    component: lazyRouteComponent(() => import("./desk/ticket/ticket-page.tsx"), "TicketPage"),
  });
  const model = createRoute({
    getParentRoute: () => desk,
    path: "/model",
    component: lazyRouteComponent(() => import("./model/model-page.tsx"), "ModelPage"),
  });
  return desk.addChildren([queue, intake, ticket, model]);
}

export function createDesk(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([home, signIn, welcome, deskRoutes(client)]),
    defaultPreload: "intent",
    defaultPendingComponent: Loading,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createDesk>;
  }
}
