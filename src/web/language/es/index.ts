/** Spanish: every room's messages. */

import { clock } from "./clock.ts";
import { editor } from "./editor.ts";
import { house } from "./house.ts";
import { palette, search } from "./palette.ts";
import { queue } from "./queue.ts";
import { words } from "./words.ts";

export const spanish = { editor, words, house, queue, clock, palette, search };
