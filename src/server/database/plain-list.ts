/**
 * A list as PostgreSQL reads one (`{1,NULL,true}`), of what needs no quotes. The driver would look at each element first to find out what
 * it is: a quarter of a microsecond each, and sets of hundreds of rows have a dozen columns.
 */
export const plainList = (values: readonly (number | boolean | null)[]): string =>
  `{${values.map((value) => (value === null ? "NULL" : value)).join(",")}}`;
