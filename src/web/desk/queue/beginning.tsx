/** An installation without a model: how the watch begins. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { meQuery } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import { Lamp } from "../../kit/icon.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import style from "./beginning.module.css";

export function Beginning() {
  const { queue } = useText();
  const { start } = queue;
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const loading = useMutation({
    mutationFn: () => request("POST", "/api/v1/demo", { body: {} }),
    onSuccess: () => client.invalidateQueries(),
  });
  const mayApply = me?.permissions.some((each) => each === "admin" || each === "model:write") ?? false;
  return (
    <div className={style.page}>
      <div className={style.sheet}>
        <div className={style.lamp}>
          <Lamp size={72} />
        </div>
        <h1>{start.title}</h1>
        <p className={style.lead}>{start.lead}</p>
        {mayApply ? (
          <>
            <section className={style.way}>
              <Button size="md" loading={loading.isPending} onClick={() => loading.mutate()}>
                {start.demo}
              </Button>
              <p className="soft" role="status">
                {loading.isPending ? start.demoRunning : start.demoHint}
              </p>
              {loading.isPending && <span className={style.progress} aria-hidden="true" />}
              <ProblemNote error={loading.error} />
            </section>
            <section className={style.way}>
              <h2>{start.own}</h2>
              <p>
                {start.ownHint} <Link to="/model">{start.ownPage}</Link>, {start.ownOr}
              </p>
              <pre>
                <code>{start.command}</code>
              </pre>
            </section>
          </>
        ) : (
          <p>{start.noRight}</p>
        )}
      </div>
    </div>
  );
}
