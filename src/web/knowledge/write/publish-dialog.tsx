/** Publishing a language: what is new in it, and whether translations have to follow. */
import { Button, Checkbox, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Manuscript } from "../../api/knowledge.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { type LanguageCode, languageNames, useText } from "../../language/language.tsx";
import style from "./write.module.css";

type Props = {
  manuscript: Manuscript;
  language: LanguageCode;
  isOpen: boolean;
  close: () => void;
  publish: (order: { language: LanguageCode; isMinor?: boolean; note?: string | null }) => void;
  isBusy: boolean;
  error: unknown;
};

export function PublishDialog({ manuscript, language, isOpen, close, publish, isBusy, error }: Props) {
  const t = useText().knowledge.edit;
  const [note, setNote] = useState("");
  const [isMinor, setMinor] = useState(false);
  const version = manuscript.texts[language]?.version ?? 0;
  const hasTranslations = language === manuscript.language && version > 0 && Object.keys(manuscript.texts).length > 1;
  const order = { language, ...(isMinor && hasTranslations ? { isMinor } : {}), ...(note.trim() === "" ? {} : { note: note.trim() }) };
  return (
    <Modal opened={isOpen} onClose={close} title={t.publishTitle({ language: languageNames[language] })}>
      <form
        className={style.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          publish(order);
        }}
      >
        <Textarea
          label={t.note}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={2_000}
          rows={3}
          data-autofocus
        />
        {hasTranslations && <Checkbox label={t.isMinor} checked={isMinor} onChange={(event) => setMinor(event.currentTarget.checked)} />}
        <ProblemNote error={error} />
        <Button type="submit" loading={isBusy}>
          {t.publishNow({ version: version + 1 })}
        </Button>
      </form>
    </Modal>
  );
}
