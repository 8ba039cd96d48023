/** Nasty letters: what programs and people really send, and what only somebody of ill will would. Generated, so that nothing is anybody's. */

export type Nasty = {
  name: string;
  raw: Buffer;
  /** What a reader of it finds; absent where any answer but a crash is good. */
  subject?: string;
  text?: string;
  files?: readonly string[];
  from?: string;
  isUnreadable?: true;
};

const mail = (lines: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [typeof line === "string" ? Buffer.from(line) : line, Buffer.from("\r\n")]));
const head = ["From: Ana <ana@bank.example>", "To: support@guardia.example", "Message-ID: <n@bank.example>", "MIME-Version: 1.0"];
const from = "ana@bank.example";

const charsets: readonly Nasty[] = [
  {
    name: "Latin-1 in words and body",
    raw: mail([
      ...head,
      "Subject: =?iso-8859-1?Q?Imprimante_=E0_l=27arr=EAt?=",
      "Content-Type: text/plain; charset=iso-8859-1",
      "",
      Buffer.from("\xe9t\xe9", "latin1"),
    ]),
    subject: "Imprimante à l'arrêt",
    text: "été",
  },
  {
    name: "Windows-1252 that says it is Latin-1",
    raw: mail([...head, "Subject: x", "Content-Type: text/plain; charset=iso-8859-1", "", Buffer.from("\x93ouch\x94 \x80", "latin1")]),
    text: "“ouch” €",
  },
  {
    name: "ISO-2022-JP",
    raw: mail([
      ...head,
      "Subject: =?ISO-2022-JP?B?GyRCJCIbKEI=?=",
      "Content-Type: text/plain; charset=ISO-2022-JP",
      "",
      Buffer.from('\x1b$B$"\x1b(B', "latin1"),
    ]),
    subject: "あ",
    text: "あ",
  },
  {
    name: "GB18030",
    raw: mail([...head, "Subject: x", "Content-Type: text/plain; charset=gb18030", "", Buffer.from([0xc4, 0xe3, 0xba, 0xc3])]),
    text: "你好",
  },
  {
    name: "KOI8-R",
    raw: mail([...head, "Subject: x", "Content-Type: text/plain; charset=koi8-r", "", Buffer.from([0xd0, 0xd2])]),
    text: "пр",
  },
  {
    name: "a charset that nobody knows",
    raw: mail([...head, "Subject: x", "Content-Type: text/plain; charset=klingon", "", "still here"]),
    text: "still here",
  },
  {
    name: "broken UTF-8",
    raw: mail([...head, "Subject: x", "Content-Type: text/plain; charset=utf-8", "", Buffer.from([0x61, 0xff, 0xfe, 0x62])]),
  },
  { name: "bare eight-bit in the subject", raw: mail([...head, Buffer.from("Subject: déjà"), "", "x"]), subject: "déjà" },
  {
    name: "an encoded word cut in the middle of a letter",
    raw: mail([...head, "Subject: =?utf-8?B?w6k=?= =?utf-8?B?w?=", "", "x"]),
  },
  { name: "NUL in subject and body", raw: mail([...head, "Subject: a=?utf-8?q?=00?=b", "", Buffer.from("c\0d")]), text: "cd" },
  {
    name: "half a surrogate pair",
    raw: mail([
      ...head,
      "Subject: =?utf-16le?B?ANg=?= x",
      "Content-Type: text/plain; charset=utf-16le",
      "",
      Buffer.from([0x00, 0xd8, 0x41, 0x00]),
    ]),
  },
];

const part = (boundary: string, headers: readonly string[], body: string): string[] => [`--${boundary}`, ...headers, "", body];
const mixed = (...parts: readonly (readonly string[])[]): Buffer =>
  mail([...head, "Subject: x", 'Content-Type: multipart/mixed; boundary="b"', "", ...parts.flat(), "--b--"]);

const structures: readonly Nasty[] = [
  {
    name: "HTML alone",
    raw: mail([
      ...head,
      "Subject: x",
      "Content-Type: text/html; charset=utf-8",
      "",
      "<style>p{}</style><p>It <b>hums</b>.</p><script>alert(1)</script>",
    ]),
    text: "It hums.",
  },
  {
    name: "an inline picture",
    raw: mail([
      ...[...head, "Subject: x", 'Content-Type: multipart/related; boundary="b"', ""],
      ...part("b", ["Content-Type: text/html"], 'See <img src="cid:pic@x"> here'),
      ...part("b", ["Content-Type: image/png; name=shot.png", "Content-ID: <pic@x>", "Content-Transfer-Encoding: base64"], "iVBORw0KGgo="),
      "--b--",
    ]),
    text: "See [cid:pic@x] here",
    files: ["shot.png"],
  },
  {
    name: "a name in two encodings and with a path",
    raw: mixed(
      part("b", ["Content-Type: text/plain"], "hello"),
      part(
        "b",
        [
          "Content-Type: text/plain",
          "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fr%C3%A9sum%C3%A9.txt; filename=\"../../resume.txt\"",
        ],
        "x",
      ),
    ),
    text: "hello",
    files: ["../../résumé.txt"],
  },
  {
    name: "an invitation",
    raw: mixed(
      part("b", ["Content-Type: text/plain"], "Meet?"),
      part("b", ["Content-Type: text/calendar; method=REQUEST"], "BEGIN:VCALENDAR\r\nEND:VCALENDAR"),
    ),
    text: "Meet?",
    files: ["invite.ics"],
  },
  {
    name: "a forwarded letter",
    raw: mixed(
      part("b", ["Content-Type: text/plain"], "See below."),
      part("b", ["Content-Type: message/rfc822"], "From: x@y.example\r\nSubject: inner\r\n\r\nInner words"),
    ),
    text: "See below.",
    files: ["message.eml"],
  },
  {
    name: "encrypted by PGP/MIME",
    raw: mail([
      ...[...head, "Subject: ...", 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"', ""],
      ...part("b", ["Content-Type: application/pgp-encrypted"], "Version: 1"),
      ...part(
        "b",
        ["Content-Type: application/octet-stream; name=encrypted.asc"],
        "-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n-----END PGP MESSAGE-----",
      ),
      "--b--",
    ]),
    files: ["version.txt", "encrypted.asc"],
  },
  {
    name: "signed by PGP/MIME",
    raw: mail([
      ...[...head, "Subject: x", 'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="b"', ""],
      ...part("b", ["Content-Type: text/plain"], "Signed words"),
      ...part("b", ["Content-Type: application/pgp-signature"], "-----BEGIN PGP SIGNATURE-----"),
      "--b--",
    ]),
    text: "Signed words",
    files: ["signature.asc"],
  },
  {
    name: "a boundary that never comes",
    raw: mail([...head, "Subject: x", 'Content-Type: multipart/mixed; boundary="never"', "", "words outside of any part"]),
  },
  {
    name: "parts that never end",
    raw: mail([
      ...head,
      "Subject: x",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      ...part("b", ["Content-Type: text/plain"], "open end"),
    ]),
    text: "open end",
  },
  {
    name: "bad base64",
    raw: mail([...head, "Subject: x", "Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", "aGVsbG8*!*=gd29ybGQ"]),
  },
  {
    name: "an encoding that nobody knows",
    raw: mail([...head, "Subject: x", "Content-Transfer-Encoding: x-uuencode", "", "words"]),
    text: "words",
  },
  {
    name: "nested without end",
    raw: mail([
      ...head,
      "Subject: x",
      ...Array.from({ length: 400 }, (_, n) => [`Content-Type: multipart/mixed; boundary="b${n}"`, "", `--b${n}`]).flat(),
    ]),
  },
  {
    name: "ten thousand empty parts",
    raw: mixed(...Array.from({ length: 10_000 }, () => ["--b", ""])),
  },
  { name: "an HTML tower", raw: mail([...head, "Subject: x", "Content-Type: text/html", "", `${"<div>".repeat(20_000)}deep`]) },
];

const heads: readonly Nasty[] = [
  { name: "nothing at all", raw: Buffer.alloc(0), isUnreadable: true },
  { name: "no letter", raw: Buffer.from([0, 1, 2, 3, 255, 254]), isUnreadable: true },
  { name: "a page", raw: Buffer.from("<!doctype html><p>hello</p>"), isUnreadable: true },
  { name: "line ends of Unix", raw: Buffer.from("From: ana@bank.example\nSubject: Unix\n\nwords\n"), subject: "Unix", text: "words", from },
  { name: "line ends of old Macs", raw: Buffer.from("From: ana@bank.example\rSubject: Mac\r\rwords\r") },
  { name: "no sender", raw: mail(["Subject: Who?", "", "words"]), subject: "Who?", text: "words" },
  { name: "a sender that is no address", raw: mail(["From: Ana", "Subject: x", "", "words"]), text: "words" },
  { name: "two senders", raw: mail(["From: ana@bank.example, ben@bank.example", "Subject: x", "", "words"]), from, text: "words" },
  {
    name: "a group as recipient",
    raw: mail(["From: ana@bank.example", "To: team: a@x.example, b@x.example;, support@guardia.example", "Subject: x", "", "words"]),
    from,
  },
  {
    name: "a name full of quotes",
    raw: mail(['From: "Ana \\"A\\" <not@an.address>" <ana@bank.example>', "Subject: x", "", "words"]),
    from,
  },
  { name: "a header line of 300 kB", raw: mail([...head, `Subject: ${"long ".repeat(60_000)}`, "", "words"]), text: "words" },
  {
    name: "fifty thousand headers",
    raw: mail([...head, "Subject: many", ...Array.from({ length: 50_000 }, (_, n) => `X-${n}: y`), "", "words"]),
  },
  {
    name: "headers called like members of objects",
    raw: mail([...head, "__proto__: x", "constructor: y", "hasOwnProperty: z", "Subject: proto", "", "words"]),
    subject: "proto",
  },
  { name: "folded in odd ways", raw: mail([...head, "Subject:", " folded", "\t here", "", "words"]), text: "words" },
  {
    name: "a Message-ID of 100 kB",
    raw: mail(["From: ana@bank.example", `Message-ID: <${"x".repeat(100_000)}@y>`, "Subject: id", "", "words"]),
    subject: "id",
  },
  {
    name: "References to two thousand",
    raw: mail([...head, `References: ${Array.from({ length: 2_000 }, (_, n) => `<${n}@x>`).join(" ")}`, "Subject: x", "", "w"]),
  },
  {
    name: "the mark of direction in a file's name",
    raw: mixed(
      part("b", ["Content-Type: text/plain"], "x"),
      part("b", ['Content-Disposition: attachment; filename="\u202Egpj.exe"'], "MZ"),
    ),
    text: "x",
  },
  {
    name: "a date that never was",
    raw: mail([...head, "Date: Tue, 31 Feb 99999 25:61:61 +9999", "Subject: x", "", "words"]),
    text: "words",
  },
];

const hostile: readonly Nasty[] = [
  { name: "a quote of 400,000 alternating lines", raw: mail([...head, "Subject: x", "", "> a\r\nb\r\n".repeat(200_000)]) },
  { name: "a line of ten million letters", raw: mail([...head, "Subject: x", "", "a".repeat(10_000_000)]) },
  { name: "marks that other readers choke on", raw: mail([...head, "Subject: x", "", "Op a schreef \r\n".repeat(30_000)]) },
  {
    name: "brackets without end",
    raw: mail([`From: ${"<".repeat(50_000)}`, `To: ${"(".repeat(50_000)}`, `References: ${"<".repeat(100_000)}`, "Subject: x", "", "w"]),
  },
  { name: "comments nested without end", raw: mail([...head, `Authentication-Results: ${"(".repeat(50_000)}`, "Subject: x", "", "w"]) },
];

export const corpus: readonly Nasty[] = [...charsets, ...structures, ...heads, ...hostile];

/** A small generator of chance that gives the same for the same seed. */
export function chance(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

const small = corpus.filter(({ raw }) => raw.length < 60_000);
const splices = [
  "\r\n\r\n",
  "--b",
  "--b--",
  "=?utf-8?B?",
  "?=",
  "<",
  ">",
  ";",
  ":",
  "\0",
  "Content-Type: multipart/mixed; boundary=b\r\n",
  "\r\n ",
  "=",
  "%",
  "\u{1F4A5}",
];

/** A letter of the corpus with some of its bytes changed, cut, repeated or put elsewhere. */
export function mutated(seed: number): Buffer {
  const draw = chance(seed);
  let raw: Buffer = Buffer.from(small[draw(small.length)]!.raw);
  const count = 1 + draw(8);
  for (let n = 0; n < count; n++) raw = mutate(raw, draw);
  return raw;
}

function mutate(raw: Buffer, draw: (limit: number) => number): Buffer {
  const at = draw(raw.length + 1);
  const to = Math.min(raw.length, at + draw(200));
  switch (draw(6)) {
    case 0: {
      const copy = Buffer.from(raw);
      if (copy.length > 0) copy[draw(copy.length)] = draw(256);
      return copy;
    }
    case 1:
      return Buffer.concat([raw.subarray(0, at), raw.subarray(to)]);
    case 2:
      return Buffer.concat([raw.subarray(0, to), raw.subarray(at, to), raw.subarray(to)]);
    case 3:
      return Buffer.concat([raw.subarray(0, at), Buffer.from(splices[draw(splices.length)]!), raw.subarray(at)]);
    case 4: {
      const other = small[draw(small.length)]!.raw;
      const from = draw(other.length + 1);
      return Buffer.concat([raw.subarray(0, at), other.subarray(from, from + draw(2_000)), raw.subarray(at)]);
    }
    default:
      return raw.subarray(0, at);
  }
}
