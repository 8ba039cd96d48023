/** Instants of the rota for a reader: what was recorded "from now on" begins at some second that nobody needs to know. */
import { rangeText as range, rowInstant as row, type Zoned } from "../../kit/time-text.ts";

const whole = (at: number): number => at - (at % 60_000);

export const rangeText = (from: number, to: number, zoned: Zoned): string => range(whole(from), whole(to), zoned);
export const rowInstant = (at: number, zoned: Zoned): string => row(whole(at), zoned);
