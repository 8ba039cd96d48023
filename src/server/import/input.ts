/** Bytes of a history file as they come, unpacked when they are packed: any size in constant memory. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { Refusal } from "#core/refusal.ts";

export type ByteOrder = "utf-16le" | "utf-16be";

const pieceSize = 262_144;

/**
 * The bytes of a file in pieces; gzip is known by its first two bytes, whatever the file is called, UTF-16 by its byte order mark, and
 * becomes UTF-8. Refuses `no-such-file`, `not-a-table` (archives, spreadsheets) and `broken-gzip` (cut short, damaged).
 */
export async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const first = await firstBytes(path);
  if (first.subarray(0, 4).toString("latin1") === "PK\u0003\u0004") {
    throw new Refusal("not-a-table", `"${path}" is a ZIP archive or a spreadsheet: unpack it, or save the sheet as CSV.`, { path });
  }
  const isPacked = first[0] === 0x1f && first[1] === 0x8b;
  const source = createReadStream(path, { highWaterMark: pieceSize });
  const unpacked = isPacked ? source.pipe(createGunzip({ chunkSize: pieceSize })) : source;
  source.on("error", (error) => unpacked.destroy(error));
  let order: ByteOrder | null | undefined;
  let decoder: TextDecoder | null = null;
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      if (order === undefined) {
        order = byteOrder(piece);
        decoder = order === null ? null : new TextDecoder(order);
      }
      yield decoder === null ? piece : Buffer.from(decoder.decode(piece, { stream: true }));
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!code.startsWith("Z_")) throw error;
    throw new Refusal(
      "broken-gzip",
      `"${path}" is damaged or was cut short: copy it anew; what was read so far is kept, and is not read twice.`,
      { path },
    );
  } finally {
    source.destroy();
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal("no-such-file", `"${path}" cannot be read (${error.code ?? error.message}): is the path right?`, { path });
  });
  try {
    if ((await file.stat()).isDirectory()) throw new Refusal("no-such-file", `"${path}" is a folder: name a file.`, { path });
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function byteOrder(piece: Buffer): ByteOrder | null {
  if (piece[0] === 0xff && piece[1] === 0xfe) return "utf-16le";
  return piece[0] === 0xfe && piece[1] === 0xff ? "utf-16be" : null;
}
