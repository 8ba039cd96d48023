/** One of several messages of which some take arguments and some do not. */
export const filled = <Values>(message: string | ((values: Values) => string), values: Values): string =>
  typeof message === "string" ? message : message(values);
