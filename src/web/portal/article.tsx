export const PortalArticle = () => null;
