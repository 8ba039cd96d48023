/** Addresses of major incidents: the list, the room beside a ticket, and its review. */
import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readIncidentsAddress } from "./address.ts";

export function incidentRoutes<Parent extends AnyRoute>(parent: Parent) {
  const page = { getParentRoute: () => parent };
  return [
    createRoute({
      ...page,
      path: "/incidents",
      validateSearch: readIncidentsAddress,
      component: lazyRouteComponent(() => import("./incidents.tsx"), "Incidents"),
    }),
    createRoute({
      ...page,
      path: "/tickets/$ticketId/incident",
      component: lazyRouteComponent(() => import("./room.tsx"), "IncidentRoom"),
    }),
    createRoute({
      ...page,
      path: "/tickets/$ticketId/incident/review",
      component: lazyRouteComponent(() => import("./review.tsx"), "IncidentReview"),
    }),
  ] as const;
}
