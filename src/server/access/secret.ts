/** Secrets that we hand out and keep only as their hash. */
import { createHash, randomBytes, randomUUID } from "node:crypto";

/** 256 random bits behind a prefix that tells what it is, and lets a scanner of repositories find one that leaked. */
export const newSecret = (prefix: "guardia" | "welcome"): string => `${prefix}_${randomBytes(32).toString("base64url")}`;

/** SHA-256, hex. A fast hash will do: 256 random bits cannot be guessed, unlike a password. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

export const newId = (): string => randomUUID();
