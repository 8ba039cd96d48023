export const Rank = () => null;
