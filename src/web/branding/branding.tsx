export const BrandingPage = () => null;
