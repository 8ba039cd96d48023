export const PortalPeople = () => null;
