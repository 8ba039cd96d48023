export const Articles = () => null;
