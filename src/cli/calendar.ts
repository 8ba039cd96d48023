/** `guardia calendar eval`: asks calendars from the command line, one JSON array in, one out. */
import { Command } from "commander";
import { locateJsonFault } from "#cli/json-fault.ts";
import { Refusal } from "#core/refusal.ts";
import { type Calendar, type CalendarSource, compileCalendar } from "#core/time/calendar.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import { isoSeconds, parseSpan } from "#core/time/span.ts";

/** An instant as `2026-03-29T03:00:00.000Z`, a duration as `PT3600S`, or a yes or no; else the refusal's code and its sentence. */
export type CaseResult = { result: string | boolean } | { error: string; detail: string };

/**
 * Answers cases in their order; a bad case is an error of its own entry only. A calendar that is written the same way in several cases is
 * compiled once. Refuses `bad-cases` when the input is no array.
 */
export function evaluateCases(input: unknown): CaseResult[] {
  if (!Array.isArray(input)) {
    throw new Refusal("bad-cases", 'The cases must be a JSON array: write [{"calendar": …, "op": "add", "from": …, "for": "4h"}].');
  }
  const compiled = new Map<string, Calendar | Refusal>();
  return input.map((each) => {
    try {
      return { result: evaluate(each, compiled) };
    } catch (error) {
      if (error instanceof Refusal) return { error: error.code, detail: error.message };
      throw error;
    }
  });
}

const operations = ["add", "between", "isOpen", "nextOpen", "nextClose"] as const;
type Operation = (typeof operations)[number];

function evaluate(given: unknown, compiled: Map<string, Calendar | Refusal>): string | boolean {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new Refusal("bad-case", 'A case is an object: write {"calendar": …, "op": …, "from": …}.');
  }
  const fields = given as Record<string, unknown>;
  const op = operations.find((each) => each === fields["op"]);
  if (!op) throw new Refusal("bad-case", `${JSON.stringify(fields["op"])} is no operation: write "op" as one of ${operations.join(", ")}.`);
  const calendar = calendarOf(fields["calendar"], compiled);
  return answer(calendar, op, fields);
}

function answer(calendar: Calendar, op: Operation, fields: Record<string, unknown>): string | boolean {
  const from = instantOf(fields, "from");
  switch (op) {
    case "add":
      return toIso(calendar.due(from, parseSpan(textOf(fields, "for"))));
    case "between":
      return isoSeconds(calendar.openBetween(from, instantOf(fields, "to")));
    case "isOpen":
      return calendar.isOpen(from);
    case "nextOpen":
      return toIso(calendar.nextOpen(from));
    case "nextClose":
      return toIso(calendar.nextClose(from));
  }
}

function calendarOf(source: unknown, compiled: Map<string, Calendar | Refusal>): Calendar {
  const key = JSON.stringify(source) ?? "";
  let calendar = compiled.get(key);
  if (!calendar) {
    try {
      calendar = compileCalendar(source as CalendarSource);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      calendar = error;
    }
    compiled.set(key, calendar);
  }
  if (calendar instanceof Refusal) throw calendar;
  return calendar;
}

function textOf(fields: Record<string, unknown>, key: string): string {
  const value = fields[key];
  if (typeof value === "string") return value;
  const example = key === "for" ? "4h" : "2026-03-29T03:00:00Z";
  throw new Refusal("bad-case", `The case needs "${key}" as a text: write "${key}": "${example}".`);
}

const instantOf = (fields: Record<string, unknown>, key: string): Instant => instant(textOf(fields, key));

/** The command `guardia calendar`. Malformed JSON exits with 2 and says where. */
export function calendarCommand(): Command {
  const command = new Command("calendar").description("ask calendars when time counts");
  command
    .command("eval")
    .description("answer the cases of a JSON array on standard input (add, between, isOpen, nextOpen, nextClose)")
    .action(async () => {
      const text = await readStandardInput();
      try {
        process.stdout.write(`${JSON.stringify(evaluateCases(parseJson(text)), null, 1)}\n`);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        process.stderr.write(`guardia calendar eval: ${error.message}\n`);
        process.exitCode = 2;
      }
    });
  return command;
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column } = locateJsonFault(text);
    throw new Refusal("bad-json", `The input is not JSON at line ${line}, column ${column}: ${error.message}.`, { line, column });
  }
}
