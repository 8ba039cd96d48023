/** Names of what the model has, in the reader's language; what it does not have keeps its key. */
import { useQuery } from "@tanstack/react-query";
import { modelQuery } from "../../api/queries.ts";
import { textOf, useLanguage } from "../../language/language.tsx";

export function useModelNames() {
  const { code } = useLanguage();
  const { data: model } = useQuery(modelQuery);
  const document = model?.document;
  const named = (entries: Readonly<Record<string, { name: Parameters<typeof textOf>[0] }>> | undefined) =>
    Object.entries(entries ?? {}).map(([id, { name }]) => ({ value: id, label: textOf(name, code) }));
  return {
    services: named(document?.services),
    teams: named(document?.teams),
    people: named(document?.people),
    componentsOf: (service: string | null) => named(service === null ? undefined : document?.services[service]?.components),
    team: (id: string): string => {
      const name = document?.teams[id]?.name;
      return name === undefined ? id : textOf(name, code);
    },
    place: (service: string | null, component: string | null): string[] => {
      const found = service === null ? undefined : document?.services[service];
      const part = component === null ? undefined : found?.components[component];
      return [found, part].filter((each) => each !== undefined).map(({ name }) => textOf(name, code));
    },
  };
}
