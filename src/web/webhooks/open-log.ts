/** Ways within the room. */
import { useNavigate } from "@tanstack/react-router";

/** Opens a webhook's log, one delivery of it, or (without either) the list. */
export function useOpenLog(): (webhook?: string, delivery?: number) => void {
  const navigate = useNavigate();
  return (webhook, delivery) =>
    void navigate({
      to: "/webhooks",
      search: { ...(webhook === undefined ? {} : { webhook }), ...(delivery === undefined ? {} : { delivery }) },
    });
}
