/** English: every room's messages. It is the language in which the others are measured. */

import { access } from "./access.ts";
import { account } from "./account.ts";
import { announcements } from "./announcements.ts";
import { board } from "./board.ts";
import { branding } from "./branding.ts";
import { channelSettings } from "./channel-settings.ts";
import { channels } from "./channels.ts";
import { clock } from "./clock.ts";
import { coverage } from "./coverage.ts";
import { editor } from "./editor.ts";
import { house } from "./house.ts";
import { imports } from "./imports.ts";
import { incident } from "./incident.ts";
import { knowledge } from "./knowledge.ts";
import { load } from "./load.ts";
import { mail } from "./mail.ts";
import { messages } from "./messages.ts";
import { modelForms } from "./model-forms.ts";
import { modelPage } from "./model-page.ts";
import { pages } from "./pages.ts";
import { palette, search } from "./palette.ts";
import { people } from "./people.ts";
import { portal } from "./portal.ts";
import { queue } from "./queue.ts";
import { reach } from "./reach.ts";
import { rota } from "./rota.ts";
import { rotaCalendars } from "./rota-calendars.ts";
import { ticket } from "./ticket.ts";
import { watch } from "./watch.ts";
import { webhooks } from "./webhooks.ts";
import { words } from "./words.ts";

export const english = {
  reach,
  load,
  imports,
  rota,
  rotaCalendars,
  board,
  knowledge,
  words,
  access,
  account,
  pages,
  people,
  house,
  incident,
  queue,
  clock,
  coverage,
  ticket,
  modelPage,
  editor,
  palette,
  search,
  portal,
  announcements,
  branding,
  channels,
  channelSettings,
  mail,
  messages,
  modelForms,
  watch,
  webhooks,
};
