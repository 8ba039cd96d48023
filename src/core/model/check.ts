/** What the schema cannot say: that names exist, that nothing goes in circles, that periods, tiers, targets and rules fit together. */
import { checkAgreements } from "#core/model/check-agreements.ts";
import { checkCalendars } from "#core/model/check-calendars.ts";
import { checkZone, openChecking } from "#core/model/check-names.ts";
import { checkOnCall } from "#core/model/check-oncall.ts";
import { checkCustomers, checkPeopleAndTeams, checkServices } from "#core/model/check-parties.ts";
import { checkSenders } from "#core/model/check-senders.ts";
import type { Report } from "#core/model/problem.ts";
import type { Shape } from "#core/model/shape.ts";

/** Reports every mistake of meaning in a document as `written`, of which `checkShape` has found the mistakes of shape. */
export function checkMeaning(written: unknown, shape: Shape, report: Report): void {
  const checking = openChecking(shape, written, report);
  checkZone(checking, ["zone"], shape.rest.zone);
  checkCalendars(checking);
  checkPeopleAndTeams(checking);
  checkServices(checking);
  checkCustomers(checking);
  checkSenders(checking);
  checkAgreements(checking);
  checkOnCall(checking);
}
