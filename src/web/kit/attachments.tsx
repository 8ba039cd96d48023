/** Files beside a message: what came, with its preview and size; and what is being sent, with its progress. */
import { type DragEvent, type ReactNode, useId, useState } from "react";
import type { Attachment } from "../api/attachments.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./attachments.module.css";
import { bytesText } from "./bytes-text.ts";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./states.tsx";
import type { Objection, Upload, Uploads } from "./uploads.ts";

const addressOf = (id: string): string => `/api/v1/attachments/${encodeURIComponent(id)}`;
const isImage = ({ type }: Attachment): boolean => /^image\/(png|jpeg|gif|webp|avif)$/.test(type);

/** @param props.shown text in which some stand as images already: they are not listed twice */
export function AttachmentList({ items, shown = "" }: { items: readonly Attachment[]; shown?: string }) {
  const { text, locale } = useLanguage();
  const t = text.editor.files;
  const listed = items.filter((each) => !(isImage(each) && shown.includes(addressOf(each.id))));
  if (listed.length === 0) return null;
  return (
    <ul className={style.list} aria-label={t.list}>
      {listed.map((each) => {
        const facts = { name: each.name, size: bytesText(each.bytes, locale) };
        return (
          <li key={each.id}>
            <a
              className={style.file}
              href={isImage(each) ? addressOf(each.id) : `${addressOf(each.id)}?download`}
              target={isImage(each) ? "_blank" : undefined}
              rel="noopener"
              download={isImage(each) ? undefined : each.name}
              aria-label={isImage(each) ? t.open(facts) : t.download(facts)}
            >
              {isImage(each) ? <img src={addressOf(each.id)} alt="" loading="lazy" /> : <Kind type={each.type} name={each.name} />}
              <span className={style.words}>
                <span className={style.name}>{each.name}</span> <span className="soft">{facts.size}</span>
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** The kind of a file as the end of its name says it. */
function Kind({ type, name }: { type: string; name: string }) {
  const ending = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1] ?? type.split("/")[1]?.slice(0, 4) ?? "";
  // A picture of letters: as text it would have to stand in the name of the link that it decorates.
  return <span className={style.kind} data-ending={ending.toUpperCase()} aria-hidden="true" />;
}

/** The files that go with what is being written. */
export function FilePicker({
  uploads: { uploads, objections, add, remove, again },
  isDisabled = false,
}: {
  uploads: Uploads;
  isDisabled?: boolean;
}) {
  const { text } = useLanguage();
  const id = useId();
  return (
    <div className={style.picker}>
      <label className={style.attach} htmlFor={id} data-disabled={isDisabled}>
        <Icon name="link" size={16} /> {text.editor.files.attach}
        <input
          id={id}
          type="file"
          multiple
          disabled={isDisabled}
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
      </label>
      {uploads.length > 0 && (
        <ul className={style.list} aria-label={text.editor.files.list}>
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} remove={() => remove(upload.key)} again={() => again(upload.key)} />
          ))}
        </ul>
      )}
      <Objections objections={objections} />
    </div>
  );
}

function UploadRow({ upload, remove, again }: { upload: Upload; remove: () => void; again: () => void }) {
  const { text, locale } = useLanguage();
  const t = text.editor.files;
  const { name, bytes, percent, state, attachment, error } = upload;
  return (
    <li className={style.upload} data-state={state}>
      <div className={style.file}>
        {attachment !== null && isImage(attachment) ? (
          <img src={addressOf(attachment.id)} alt="" />
        ) : (
          <Kind type={attachment?.type ?? ""} name={name} />
        )}
        <span className={style.words}>
          <span className={style.name}>{name}</span>
          {state === "sending" ? (
            <progress value={percent} max={100} aria-label={t.uploading({ name, percent: Math.round(percent) })} />
          ) : (
            <span className="soft">{bytesText(bytes, locale)}</span>
          )}
        </span>
        {state === "failed" && (
          <button type="button" className={style.word} onClick={again}>
            {t.again}
          </button>
        )}
        <button type="button" className={style.remove} aria-label={t.remove({ name })} title={t.remove({ name })} onClick={remove}>
          <Icon name="cross" size={14} />
        </button>
      </div>
      {state === "failed" && <ProblemNote error={error} />}
    </li>
  );
}

function Objections({ objections }: { objections: readonly Objection[] }) {
  const { text, locale } = useLanguage();
  const t = text.editor.files;
  if (objections.length === 0) return null;
  const said = (each: Objection): string => {
    if (each.kind === "too-large") return t.tooLarge({ name: each.name, limit: bytesText(each.limit, locale) });
    return each.kind === "empty" ? t.empty({ name: each.name }) : t.tooMany({ count: each.limit });
  };
  return (
    <ul className={style.objections} role="alert">
      {objections.slice(0, 5).map((each) => (
        <li key={said(each)}>{said(each)}</li>
      ))}
    </ul>
  );
}

/** A place where files may be dropped: anywhere on what it surrounds. */
export function DropZone({
  onFiles,
  children,
  className,
}: {
  onFiles: (files: readonly File[]) => void;
  children: ReactNode;
  className?: string | undefined;
}) {
  const { text } = useLanguage();
  const [isOver, setOver] = useState(false);
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard one attaches with the button beside
    <div
      className={`${style.zone} ${className ?? ""}`}
      data-over={isOver}
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (event.defaultPrevented || !holdsFiles(event)) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {isOver && (
        <p className={style.over} aria-hidden="true">
          {text.editor.files.drop}
        </p>
      )}
    </div>
  );
}
