/** The addresses of the desk; each page is loaded when somebody goes there. */
import type { QueryClient } from "@tanstack/react-query";
import { type AnyRoute, createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { Person } from "./api/answers.ts";
import { isProblem } from "./api/problem.ts";
import { meQuery } from "./api/queries.ts";
import { readBoardAddress } from "./board/address.ts";
import { readQueueAddress } from "./desk/queue/address.ts";
import { prefetchTicket } from "./desk/ticket/prefetch.ts";
import { incidentRoutes } from "./incident/routes.ts";
import { Broken, Nowhere } from "./kit/dead-end.tsx";
import { Loading } from "./kit/states.tsx";
import * as address from "./knowledge/address.ts";
import { knowledgeRoutes } from "./knowledge/routes.ts";
import { readModelSearch } from "./model/parts.ts";
import { oncallRoutes, pageRoutes } from "./oncall/routes.ts";
import { readPeopleAddress } from "./people/address.ts";
import { inPortal, readPortalFilter, readReportAbout, readWords } from "./portal/address.ts";
import { readWebhooksAddress } from "./webhooks/address.ts";

const some = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Of a new ticket: the incident that it is part of. */
function readParent(search: Record<string, unknown>): { parent?: number } {
  const parent = Number(search.parent);
  return Number.isSafeInteger(parent) && parent > 0 ? { parent } : {};
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
  // `entered` and `error`: back from an identity provider.
  validateSearch: (search: Record<string, unknown>): { back?: string; entered?: true; error?: string } => {
    const [back, error] = [some(search.back), some(search.error)];
    return {
      // Only within this house: `//elsewhere.example` is another one.
      ...(back?.startsWith("/") && !/^\/[/\\]/.test(back) ? { back } : {}),
      ...(search.entered === "yes" || search.entered === true ? { entered: true as const } : {}),
      ...(error === undefined ? {} : { error }),
    };
  },
  component: lazyRouteComponent(() => import("./access/sign-in.tsx"), "SignIn"),
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: lazyRouteComponent(() => import("./access/forgot.tsx"), "Forgot"),
});

const readToken = (search: Record<string, unknown>): { token?: string } => {
  const token = some(search.token);
  return token === undefined ? {} : { token };
};

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  validateSearch: readToken,
  component: lazyRouteComponent(() => import("./access/welcome.tsx"), "Welcome"),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  validateSearch: readToken,
  component: lazyRouteComponent(() => import("./access/welcome.tsx"), "Reset"),
});

/** Whoever is not signed in is shown the door, and comes back to where they wanted to go. */
async function known(client: QueryClient, href: string): Promise<Person> {
  try {
    return await client.ensureQueryData(meQuery);
  } catch (error) {
    if (isProblem(error) && error.status === 401) throw redirect({ to: "/sign-in", search: { back: href } });
    throw error;
  }
}

/** The pages of a customer's people; the provider's own are sent to the desk. */
function portalRoutes(client: QueryClient) {
  const portal = createRoute({
    getParentRoute: () => root,
    path: "/portal",
    beforeLoad: async ({ location }) => {
      const me = await known(client, location.href);
      if (me.customerId === null) throw redirect({ to: "/queue", search: {}, replace: true });
      return { me };
    },
    component: lazyRouteComponent(() => import("./portal/portal.tsx"), "Portal"),
  });
  const page = { getParentRoute: () => portal };
  return portal.addChildren([
    createRoute({ ...page, path: "/", component: lazyRouteComponent(() => import("./portal/home.tsx"), "Home") }),
    createRoute({
      ...page,
      path: "/tickets",
      validateSearch: readPortalFilter,
      component: lazyRouteComponent(() => import("./portal/tickets.tsx"), "Tickets"),
    }),
    createRoute({
      ...page,
      path: "/tickets/$ticketId",
      component: lazyRouteComponent(() => import("./portal/ticket/ticket.tsx"), "PortalTicket"),
    }),
    createRoute({
      ...page,
      path: "/tickets/$ticketId/review",
      component: lazyRouteComponent(() => import("./portal/review.tsx"), "PortalReview"),
    }),
    createRoute({ ...page, path: "/reviews", component: lazyRouteComponent(() => import("./portal/reviews.tsx"), "PortalReviews") }),
    createRoute({
      ...page,
      path: "/report",
      validateSearch: readReportAbout,
      component: lazyRouteComponent(() => import("./portal/report/report.tsx"), "Report"),
    }),
    createRoute({ ...page, path: "/rank", component: lazyRouteComponent(() => import("./portal/rank/rank.tsx"), "Rank") }),
    createRoute({ ...page, path: "/account", component: lazyRouteComponent(() => import("./account/account.tsx"), "AccountPage") }),
    createRoute({ ...page, path: "/people", component: lazyRouteComponent(() => import("./portal/people.tsx"), "PortalPeople") }),
    createRoute({ ...page, path: "/services", component: lazyRouteComponent(() => import("./portal/services.tsx"), "Services") }),
    createRoute({
      ...page,
      path: "/articles",
      validateSearch: readWords,
      component: lazyRouteComponent(() => import("./portal/articles.tsx"), "Articles"),
    }),
    createRoute({
      ...page,
      path: "/articles/$articleId",
      validateSearch: address.readReading,
      component: lazyRouteComponent(() => import("./portal/article.tsx"), "PortalArticle"),
    }),
  ]);
}

/** What anybody may read, signed in or not. */
const help = createRoute({
  getParentRoute: () => root,
  path: "/help",
  validateSearch: address.readHelp,
  component: lazyRouteComponent(() => import("./knowledge/help/help-page.tsx"), "HelpPage"),
});

const helpArticle = createRoute({
  getParentRoute: () => root,
  path: "/help/$slug",
  validateSearch: address.readHelp,
  component: lazyRouteComponent(() => import("./knowledge/help/help-article.tsx"), "HelpArticlePage"),
});

/** What the link in a page's message opens: on a phone, without signing in. */
const pageLink = createRoute({
  getParentRoute: () => root,
  path: "/p/$token",
  component: lazyRouteComponent(() => import("./oncall/link-page.tsx"), "LinkPage"),
});

/** Rooms of those who look after the house: figures, the model, announcements, the look, accounts and people. */
function keeperRoutes<Parent extends AnyRoute>(parent: Parent) {
  return [
    createRoute({
      getParentRoute: () => parent,
      path: "/board",
      validateSearch: readBoardAddress,
      component: lazyRouteComponent(() => import("./board/board.tsx"), "Board"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/model",
      validateSearch: readModelSearch,
      component: lazyRouteComponent(() => import("./model/model-page.tsx"), "ModelPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/announcements",
      component: lazyRouteComponent(() => import("./announcements/announcements.tsx"), "Announcements"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/channels",
      component: lazyRouteComponent(() => import("./channels/channels.tsx"), "Channels"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/webhooks",
      validateSearch: readWebhooksAddress,
      component: lazyRouteComponent(() => import("./webhooks/webhooks.tsx"), "Webhooks"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/watch",
      component: lazyRouteComponent(() => import("./watch/watch.tsx"), "Watch"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/branding",
      component: lazyRouteComponent(() => import("./branding/branding.tsx"), "BrandingPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/mail",
      component: lazyRouteComponent(() => import("./mail/mail-page.tsx"), "MailPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/account",
      component: lazyRouteComponent(() => import("./account/account.tsx"), "AccountPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/people",
      validateSearch: readPeopleAddress,
      component: lazyRouteComponent(() => import("./people/people.tsx"), "PeoplePage"),
    }),
  ] as const;
}

/** What only the provider's people see. */
function deskRoutes(client: QueryClient) {
  const desk = createRoute({
    getParentRoute: () => root,
    id: "desk",
    beforeLoad: async ({ location }) => {
      const me = await known(client, location.href);
      if (me.customerId !== null) throw redirect({ href: inPortal(location.pathname), replace: true });
      return { me };
    },
    component: lazyRouteComponent(() => import("./desk/desk.tsx"), "Desk"),
  });
  const queue = createRoute({
    getParentRoute: () => desk,
    path: "/queue",
    validateSearch: readQueueAddress,
    component: lazyRouteComponent(() => import("./desk/queue/queue.tsx"), "Queue"),
  });
  const intake = createRoute({
    getParentRoute: () => desk,
    path: "/tickets/new",
    validateSearch: readParent,
    component: lazyRouteComponent(() => import("./desk/intake/intake.tsx"), "Intake"),
  });
  const ticket = createRoute({
    getParentRoute: () => desk,
    path: "/tickets/$ticketId",
    // Asked for while the page itself is loaded; whoever came from a row has asked already.
    loader: ({ params: { ticketId } }) => {
      if (/^[1-9]\d{0,14}$/.test(ticketId)) prefetchTicket(client, Number(ticketId));
    },
    component: lazyRouteComponent(() => import("./desk/ticket/ticket-page.tsx"), "TicketPage"),
  });
  const search = createRoute({
    getParentRoute: () => desk,
    path: "/search",
    validateSearch: (given: Record<string, unknown>): { q?: string } => {
      const q = some(typeof given.q === "number" ? String(given.q) : given.q);
      return q === undefined ? {} : { q: q.slice(0, 500) };
    },
    component: lazyRouteComponent(() => import("./desk/search/search.tsx"), "Search"),
  });
  return desk.addChildren([
    queue,
    intake,
    ticket,
    search,
    ...pageRoutes(desk),
    ...incidentRoutes(desk),
    oncallRoutes(desk, client),
    ...keeperRoutes(desk),
    ...knowledgeRoutes(desk),
  ]);
}

export function createDesk(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      home,
      help,
      helpArticle,
      signIn,
      forgot,
      welcome,
      reset,
      pageLink,
      deskRoutes(client),
      portalRoutes(client),
    ]),
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
