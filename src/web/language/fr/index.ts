/** French: every room's messages. */
export const french = {};
