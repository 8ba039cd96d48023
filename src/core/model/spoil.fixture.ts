/** One mistake put into the sound model, and what must be said of it: for tests alone. */
import { expect, test } from "vitest";
import { soundModel } from "#core/model/model.fixture.ts";
import type { Problem } from "#core/model/problem.ts";
import { readModel } from "#core/model/read.ts";

/** [what, replaced, by, where the mistake stands, code, what the message says, what the hint says] */
export type Case = [string, string, string, string, string, string | RegExp, string | RegExp];

/** The model with one part replaced, and the place (line:column, from 1) at which the replacement's `at` stands. */
function spoil(from: string, to: string, at: string): { problems: Problem[]; place: string } {
  expect(soundModel.split(from)).toHaveLength(2);
  const start = soundModel.lastIndexOf("\n", soundModel.indexOf(from));
  const text = soundModel.replace(from, to);
  const offset = text.indexOf(at, start);
  expect(offset).toBeGreaterThanOrEqual(start);
  const before = text.slice(0, offset).split("\n");
  return { problems: readModel(text).problems, place: `${before.length}:${before.at(-1)!.length + 1}` };
}

/** Each case is the one error found, at its place, in these words. */
export function expectErrors(cases: readonly Case[]): void {
  test.each(cases)("%s", (_what, from, to, at, code, message, hint) => {
    const { problems, place } = spoil(from, to, at);
    expect(problems.map((problem) => `${problem.code} ${problem.severity}`)).toEqual([`${code} error`]);
    expect(`${problems[0]!.line}:${problems[0]!.column}`).toBe(place);
    expect(problems[0]!.message).toMatch(message);
    if (typeof hint === "string") expect(problems[0]!.hint ?? problems[0]!.message).toContain(hint);
  });
}

/** Each case is a warning at its place, in these words, and the model is read all the same. */
export function expectWarnings(cases: readonly Case[]): void {
  test.each(cases)("%s", (_what, from, to, at, code, message, hint) => {
    const { problems, place } = spoil(from, to, at);
    const found = problems.filter((problem) => problem.code === code);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(found[0]?.message).toMatch(message);
    expect(found[0]?.hint).toContain(hint);
    expect(`${found[0]?.line}:${found[0]?.column}`).toBe(place);
    expect(readModel(soundModel.replace(from, to)).document).not.toBeNull();
  });
}
