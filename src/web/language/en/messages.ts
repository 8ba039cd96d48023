/** English: SMS and chat messages from nobody we know. */

export const messages = {
  title: "SMS and chats",
  lead: "Messages from numbers and chats that nobody has named yet. Say once whose one is: its messages go into tickets, today and from now on.",
  empty: "No message waits for you",
  why: {
    "unknown-sender": "Nobody has this address.",
    "ambiguous-sender": "Several customers have a contact with this number.",
    storm: "More came from here than a person writes.",
    refused: "It could not be filed as it is.",
    "by-hand": "Dropped.",
  },
  from: "{address} · {way}",
  assign: "Give to a customer",
  assignTitle: "Whose is {address}?",
  customer: "Customer",
  contact: "Contact",
  noContact: "Somebody without a name in the model",
  save: "File its messages",
  filed: "{count, plural, one {# message} other {# messages}} filed",
  drop: "Drop",
  dropped: "Message dropped",
  more: "Show more",
} as const;
