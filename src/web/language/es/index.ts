/** Spanish: every room's messages. */
export const spanish = {};
