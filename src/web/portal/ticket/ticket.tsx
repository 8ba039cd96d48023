export const PortalTicket = () => null;
