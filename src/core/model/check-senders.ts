/** Checks of the senders of letters: an answer must come back to Guardia, and not to somebody's own mailbox. */
import type { Checking } from "#core/model/check-names.ts";
import { entriesOf } from "#core/model/loose.ts";
import type { Path } from "#core/model/problem.ts";
import { addressOf } from "#core/model/sender.ts";

export function checkSenders({ model, report }: Checking): void {
  const owners = new Map<string, string>();
  const own = (id: string, email: string | undefined): void => {
    if (email !== undefined) owners.set(email.toLowerCase(), id);
  };
  for (const [id, { email }] of entriesOf(model.people)) own(id, email);
  for (const [, { contacts }] of entriesOf(model.customers)) for (const [id, { email }] of entriesOf(contacts)) own(id, email);
  const check = (path: Path, sender: string | undefined): void => {
    const owner = sender === undefined ? undefined : owners.get(addressOf(sender).toLowerCase());
    if (owner === undefined) return;
    const message = `this is the address of '${owner}'`;
    report(
      "warning",
      path,
      "sender-is-a-person",
      message,
      "answers would reach them alone: write the address of a mailbox that Guardia reads",
    );
  };
  check(["mail", "from"], model.mail?.from);
  for (const [id, { sender }] of entriesOf(model.customers)) check(["customers", id, "sender"], sender);
}
