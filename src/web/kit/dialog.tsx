/** A window over the page, with a name, and with a way out that has one too. */
import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useText } from "../language/language.tsx";

type Props = {
  title: string;
  close: () => void;
  /** Holds what is shown only once: it is not lost to a click beside the window or to Escape. */
  isKept?: boolean;
  isWide?: boolean;
  children: ReactNode;
};

export function Dialog({ title, close, isKept = false, isWide = false, children }: Props) {
  const { house } = useText();
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size={isWide ? "lg" : "md"}
      closeOnClickOutside={!isKept}
      closeOnEscape={!isKept}
      closeButtonProps={{ "aria-label": house.form.close }}
    >
      {children}
    </Modal>
  );
}
