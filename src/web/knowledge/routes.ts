/** Knowledge at the desk: articles, what they amount to, runbooks. */
import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import * as address from "./address.ts";

export function knowledgeRoutes<Parent extends AnyRoute>(parent: Parent) {
  const page = { getParentRoute: () => parent };
  return [
    createRoute({
      ...page,
      path: "/knowledge",
      validateSearch: address.readArticleFilter,
      component: lazyRouteComponent(() => import("./knowledge.tsx"), "Knowledge"),
    }),
    createRoute({
      ...page,
      path: "/knowledge/figures",
      validateSearch: address.readFigures,
      component: lazyRouteComponent(() => import("./figures-page.tsx"), "FiguresPage"),
    }),
    createRoute({
      ...page,
      path: "/knowledge/new",
      validateSearch: address.readNew,
      component: lazyRouteComponent(() => import("./write/new-page.tsx"), "NewPage"),
    }),
    createRoute({
      ...page,
      path: "/knowledge/$articleId",
      validateSearch: address.readReading,
      component: lazyRouteComponent(() => import("./article-page.tsx"), "ArticlePage"),
    }),
    createRoute({
      ...page,
      path: "/knowledge/$articleId/edit",
      validateSearch: address.readEdit,
      component: lazyRouteComponent(() => import("./write/edit-page.tsx"), "EditPage"),
    }),
    createRoute({
      ...page,
      path: "/knowledge/$articleId/versions",
      validateSearch: address.readCompare,
      component: lazyRouteComponent(() => import("./versions-page.tsx"), "VersionsPage"),
    }),
    createRoute({
      ...page,
      path: "/knowledge/$articleId/feedback",
      component: lazyRouteComponent(() => import("./feedback-page.tsx"), "FeedbackPage"),
    }),
    createRoute({
      ...page,
      path: "/runbooks",
      validateSearch: address.readRunbooks,
      component: lazyRouteComponent(() => import("./runbook/runbooks-page.tsx"), "RunbooksPage"),
    }),
    createRoute({
      ...page,
      path: "/runbooks/new",
      component: lazyRouteComponent(() => import("./runbook/runbook-editor.tsx"), "NewRunbook"),
    }),
    createRoute({
      ...page,
      path: "/runbooks/$runbookId",
      validateSearch: address.readRunbook,
      component: lazyRouteComponent(() => import("./runbook/runbook-page.tsx"), "RunbookPage"),
    }),
    createRoute({
      ...page,
      path: "/runbooks/$runbookId/edit",
      component: lazyRouteComponent(() => import("./runbook/runbook-editor.tsx"), "EditRunbook"),
    }),
  ] as const;
}
