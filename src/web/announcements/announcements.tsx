export const Announcements = () => null;
