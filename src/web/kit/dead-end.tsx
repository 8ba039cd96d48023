/** Where no page is: an address without one, or a page that broke. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { isProblem } from "../api/problem.ts";
import { useText } from "../language/language.tsx";
import { Empty, Failure } from "./states.tsx";

export function Missing() {
  const { house } = useText();
  return (
    <Empty title={house.states.missing} isPage>
      <p>{house.states.missingHint}</p>
      <Link to="/queue">{house.states.toQueue}</Link>
    </Empty>
  );
}

/** An address that no route knows, outside of the desk's frame. */
export const Nowhere = () => (
  <main>
    <Missing />
  </main>
);

export function Broken({ error }: { error: unknown }) {
  const { house } = useText();
  const reload = () => window.location.reload();
  if (isProblem(error)) return <Failure error={error} retry={reload} />;
  return (
    <Empty title={house.states.broken} isPage>
      <p>{house.states.brokenHint}</p>
      <Button mt="md" onClick={reload}>
        {house.states.reload}
      </Button>
    </Empty>
  );
}
