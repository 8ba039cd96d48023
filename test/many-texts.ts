/**
 * Texts for very many tickets: what people say in a generated history, drowned in a long-tailed vocabulary of made-up words, with hosts,
 * error codes and numbers of other tools, in three languages. The same for the same seed.
 */
import type { Pool } from "pg";
import type { Language } from "#core/model/document.ts";
import { identifiersOf } from "#core/search/identifier.ts";
import { customerLabel, quoted, serviceLabel, wordsIn } from "#server/search/document.ts";
import { says, troubles } from "#simulator/phrases.ts";
import { type Random, seededRandom } from "#simulator/random.ts";

export type TicketText = { language: Language; subject: string; description: string; reply: string; note: string; solution: string };

const syllables = [
  "ba",
  "cor",
  "del",
  "fen",
  "gra",
  "hol",
  "in",
  "ka",
  "lur",
  "mon",
  "ne",
  "or",
  "pli",
  "que",
  "ras",
  "sto",
  "tam",
  "ul",
  "vir",
  "zo",
];
const endings = ["ing", "tion", "ment", "er", "ado", "elle", "ance", "is", "o", "a", "ique", "idad"];
const vocabularySize = 40_000;

/** A made-up word; rank 0 is the commonest. */
export function wordOfRank(rank: number): string {
  let word = endings[rank % endings.length] ?? "";
  for (let left = rank + 7; left > 0; left = Math.floor(left / syllables.length)) word = (syllables[left % syllables.length] ?? "") + word;
  return word;
}

/** A rank by Zipf's law: rank r about as often as 1/r. */
const zipf = (random: Random, size: number): number => Math.min(size - 1, Math.floor(size ** random.next()) - 1 + 0);

const hostOf = (random: Random): string => `srv${1 + zipf(random, 5_000)}.${random.pick(["paris", "madrid", "core", "edge"])}.example.net`;

export const errorCode = (rank: number): string => `ERR-${1_000 + rank}`;

const manyWords = (random: Random, count: number): string =>
  Array.from({ length: count }, () => wordOfRank(zipf(random, vocabularySize))).join(" ");

export function textOf(index: number, random: Random): TicketText {
  const language = random.weighted<Language>([
    ["en", 5],
    ["fr", 3],
    ["es", 2],
  ]);
  const trouble = random.pick(troubles);
  const [host, code] = [hostOf(random), errorCode(zipf(random, 20_000))];
  const spoken = [says.taken, says.asks, says.answers, says.updates].map((lines) => random.pick(lines)[language]);
  return {
    language,
    subject: `${trouble.subject[language]} (${random.chance(0.5) ? host : manyWords(random, 1)})`,
    description: `${trouble.description[language]} ${manyWords(random, 14)}. ${code} ${host} INC${String(index).padStart(7, "0")}`,
    reply: `${spoken.join(" ")} ${manyWords(random, 8)}`,
    note: random.chance(0.4) ? `${random.pick(says.notes)[language]} ${manyWords(random, 6)}` : "",
    solution: `${trouble.solution[language]} ${manyWords(random, 4)}`,
  };
}

const batch = 4_000;

/**
 * Writes texts for `count` tickets, numbered from `firstId` on, into the table many_texts: subjects for `copyTickets`, and all else for
 * `tellTickets`.
 */
export async function writeTexts(pool: Pool, firstId: number, count: number, seed = 1): Promise<void> {
  await pool.query(`create unlogged table if not exists many_texts (id bigint primary key, language text, subject text, description text,
    reply text, note text, solution text, identifiers text, noted text, label text, note_label text)`);
  const random = seededRandom(seed + firstId);
  for (let at = 0; at < count; at += batch) {
    const rows = Array.from({ length: Math.min(batch, count - at) }, (_, i) => rowOf(firstId + at + i, random));
    const columns = rows[0]?.map((_, column) => rows.map((row) => row[column])) ?? [];
    const types = ["bigint", ...Array.from({ length: columns.length - 1 }, () => "text")];
    await pool.query(`insert into many_texts select * from unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(", ")})`, columns);
  }
}

function rowOf(id: number, random: Random): (string | number)[] {
  const { language, subject, description, reply, note, solution } = textOf(id, random);
  const own = identifiersOf(`${subject}\n${description}\n${reply}\n${solution}`);
  const noted = identifiersOf(note).filter((each) => !own.includes(each));
  const label = (lexemes: readonly string[]): string => lexemes.map((lexeme) => `${quoted(lexeme)}:1C`).join(" ");
  return [id, language, subject, description, reply, note, solution, own.join(" "), [...own, ...noted].join(" "), label(own), label(noted)];
}

/** The words of the vocabulary that occur at all, for the index to correct misspelt ones by. */
export const vocabulary = (): string[] => wordsIn([...Array(vocabularySize).keys()].map(wordOfRank).join(" "));

/** The log and the index of words of tickets that have texts; `where` (SQL, of tickets t) says which are solved. */
export async function tellTickets(pool: Pool, solved: string): Promise<void> {
  await pool.query("drop index ticket_search_words, ticket_search_identifiers, ticket_search_open");
  const personal = (field: string): string => `json_build_object('salt', 'x', 'values', json_build_object(${field}))`;
  const event = (type: string, seq: number, facts: string, values: string, where: string): string =>
    `insert into events (customer_id, ticket_id, seq, type, at, recorded_at, actor, facts, personal)
     select t.customer_id, t.id, ${seq}, '${type}', t.opened_at + ${seq}, t.opened_at, 'agent:alice', '${facts}', ${personal(values)}
     from many_texts m join tickets t on t.id = m.id where ${where}`;
  const replied = (visibility: string): string => `{"visibility":"${visibility}","by":"agent","channel":"portal"}`;
  await pool.query(
    event("ticket.opened", 1_001, "{}", "'subject', m.subject, 'description', m.description, 'requester', t.requester", "true"),
  );
  await pool.query(event("ticket.replied", 1_002, replied("public"), "'text', m.reply", "true"));
  await pool.query(event("ticket.replied", 1_003, replied("internal"), "'text', m.note", "m.note <> ''"));
  await pool.query(event("ticket.resolved", 1_004, '{"closesAt":null}', "'solution', m.solution", solved));
  const { rows } = await pool.query<{ least: number; most: number }>("select min(id) as least, max(id) as most from many_texts");
  const { least = 0, most = -1 } = rows[0] ?? {};
  for (let from = least; from <= most; from += 5_000) {
    await pool.query(
      `select search_index(array_agg(t.customer_id), array_agg(t.id), array_agg(t.seq), array_agg(m.language), array_agg(t.requester), array_agg(t.agreement_id),
        array_agg(t.service), array_agg(t.component), array_agg(${solved}), array_agg(not (${solved})),
        array_agg(m.label || ' ' || quote_literal($3 || t.customer_id) || ':1C ' || quote_literal($4 || t.service) || ':1C' || E'\\x1e' || m.note_label),
        array_agg(m.subject), array_agg(m.description), array_agg(m.reply || E'\\n' || case when ${solved} then m.solution else '' end), array_agg(m.note),
        array_agg(m.identifiers), array_agg(m.noted))
       from many_texts m join tickets t on t.id = m.id where m.id between $1 and $2`,
      [from, from + 4_999, customerLabel(""), serviceLabel("")],
    );
  }
  await pool.query("select search_learn($1::text[])", [
    [...vocabulary(), ...wordsIn(troubles.map(({ subject }) => Object.values(subject).join(" ")).join(" "))],
  ]);
  await pool.query(
    "set maintenance_work_mem = '1GB'; create index ticket_search_words on ticket_search using gin ((coalesce(everything, public))) with (gin_pending_list_limit = 2048)",
  );
  await pool.query(
    "create index ticket_search_open on ticket_search using gin ((coalesce(everything, public))) with (gin_pending_list_limit = 512) where is_open",
  );
  await pool.query(
    "create index ticket_search_identifiers on ticket_search using gin ((coalesce(all_identifiers, identifiers)) gin_trgm_ops) with (gin_pending_list_limit = 1024)",
  );
  for (const table of ["ticket_search", "events", "search_words"]) await pool.query(`vacuum (analyze) ${table}`);
}
