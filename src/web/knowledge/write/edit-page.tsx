/** Writing an article: one language at a time, its original and what changed beside it, and what it is about. */
import { Button, Checkbox, Menu, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Manuscript, manuscriptQuery } from "../../api/knowledge.ts";
import { Icon } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { type LanguageCode, languageCodes, languageNames, useText } from "../../language/language.tsx";
import type { EditAddress } from "../address.ts";
import { BackTo } from "../article-view.tsx";
import { Beside } from "./beside.tsx";
import { BodyEditor } from "./body-editor.tsx";
import { type Description, DescriptionForm } from "./description-form.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { useChange, useWords, type Words } from "./use-manuscript.ts";
import style from "./write.module.css";

export function EditPage() {
  const { articleId } = useParams({ strict: false }) as { articleId: string };
  const { language } = useSearch({ strict: false }) as EditAddress;
  const manuscript = useQuery({ ...manuscriptQuery(articleId), retry: false });
  if (manuscript.isPending) return <Loading />;
  if (manuscript.isError) return <Failure error={manuscript.error} retry={() => void manuscript.refetch()} />;
  const shown = language ?? manuscript.data.language;
  return <Desk key={`${manuscript.data.id} ${shown}`} manuscript={manuscript.data} language={shown} />;
}

type Writing = { manuscript: Manuscript; language: LanguageCode };

function Desk({ manuscript, language }: Writing) {
  const t = useText().knowledge;
  const saved = manuscript.texts[language];
  const words = useWords(manuscript.id, language, { title: saved?.title ?? "", body: saved?.body ?? "" });
  const change = useChange(manuscript);
  const newest = Math.max(1, manuscript.texts[manuscript.language]?.version ?? 0);
  const isTranslation = language !== manuscript.language;
  const [isNewest, setNewest] = useState(false);
  const isNew = saved === undefined;
  const canSave = (words.isChanged || isNew || isNewest) && words.words.title.trim() !== "";
  const save = () => {
    if (!canSave || change.isPending) return;
    const madeFrom = isTranslation && (isNew || isNewest) ? { madeFrom: newest } : {};
    change.mutate({ noun: "texts", body: { language, ...words.words, ...madeFrom } }, { onSuccess: () => setNewest(false) });
  };
  useKeys(t.keys.group, [{ keys: "mod+s", label: t.keys.save, run: save }]);
  return (
    <div className={style.page}>
      <Head
        manuscript={manuscript}
        language={language}
        words={words.words}
        isChanged={words.isChanged}
        save={canSave ? save : null}
        change={change}
      />
      <Tongues manuscript={manuscript} />
      <div className={style.halves}>
        <section className={style.text} lang={language}>
          {words.isRestored && <Restored discard={words.discard} />}
          {isTranslation && !isNew && (
            <Standing manuscript={manuscript} language={language} newest={newest} isNewest={isNewest} setNewest={setNewest} />
          )}
          <ProblemNote error={change.variables?.noun === "texts" ? change.error : null} />
          <Text words={words.words} write={words.write} save={save} />
        </section>
        <Beside manuscript={manuscript} language={language} words={words.words} />
      </div>
      <About manuscript={manuscript} change={change} />
    </div>
  );
}

function Text({ words, write, save }: { words: Words; write: (change: Partial<Words>) => void; save: () => void }) {
  const t = useText().knowledge.edit;
  return (
    <>
      <TextInput
        label={t.title}
        size="md"
        value={words.title}
        maxLength={500}
        onChange={(event) => write({ title: event.currentTarget.value })}
        required
      />
      <BodyEditor value={words.body} onChange={(body) => write({ body })} onSubmit={save} />
    </>
  );
}

function Restored({ discard }: { discard: () => void }) {
  const t = useText().knowledge.edit;
  return (
    <p className={style.note} role="status">
      {t.restored}{" "}
      <button type="button" className={style.inline} onClick={discard}>
        {t.discard}
      </button>
    </p>
  );
}

/** Of a translation: whether it says what the original says now, and the way to say that it does. */
function Standing(props: Writing & { newest: number; isNewest: boolean; setNewest: (isNewest: boolean) => void }) {
  const { manuscript, language, newest, isNewest, setNewest } = props;
  const t = useText().knowledge.edit;
  const writing = manuscript.texts[language];
  if (writing === undefined) return null;
  if (writing.outdatedSince === null) return <p className={style.fresh}>{t.upToDate({ version: writing.madeFrom ?? newest })}</p>;
  return (
    <div className={style.note} role="note">
      <p>
        <strong>{t.outdated({ version: writing.outdatedSince })}</strong> {t.outdatedHint({ madeFrom: writing.madeFrom ?? 1 })}
      </p>
      <Checkbox label={t.madeFrom({ version: newest })} checked={isNewest} onChange={(event) => setNewest(event.currentTarget.checked)} />
    </div>
  );
}

function Tongues({ manuscript }: Pick<Writing, "manuscript">) {
  const t = useText().knowledge;
  const written = manuscript.texts;
  const order = [manuscript.language, ...languageCodes.filter((each) => each !== manuscript.language)];
  return (
    <nav className={style.tongues} aria-label={t.edit.language}>
      {order.map((each) => (
        <Link
          key={each}
          to="/knowledge/$articleId/edit"
          params={{ articleId: manuscript.id }}
          search={each === manuscript.language ? {} : { language: each }}
          activeOptions={{ exact: true, includeSearch: true }}
          data-old={(written[each]?.outdatedSince ?? null) !== null}
        >
          {written[each] === undefined ? t.edit.addLanguage({ language: languageNames[each] }) : languageNames[each]}
          {each === manuscript.language && <small>{t.edit.original}</small>}
          {(written[each]?.outdatedSince ?? null) !== null && <small>{t.filters.outdated}</small>}
          {written[each] !== undefined && written[each].version === 0 && <small>{t.state.draft}</small>}
        </Link>
      ))}
    </nav>
  );
}

type Change = ReturnType<typeof useChange>;
type HeadProps = Writing & { words: Words; isChanged: boolean; save: (() => void) | null; change: Change };

function Head({ manuscript, language, words, isChanged, save, change }: HeadProps) {
  const t = useText().knowledge;
  const [isPublishing, setPublishing] = useState(false);
  const writing = manuscript.texts[language];
  const canPublish =
    writing !== undefined && !isChanged && (writing.isChanged || (manuscript.state !== "published" && language === manuscript.language));
  const standing =
    writing === undefined || writing.version === 0 ? t.edit.notPublished : t.edit.publishedBefore({ version: writing.version });
  return (
    <header className={style.head}>
      <div className={style.where}>
        <BackTo to={`/knowledge/${manuscript.slug}`}>{t.article.back}</BackTo>
        <h1>{t.edit.titleOf({ title: words.title === "" ? manuscript.slug : words.title })}</h1>
        <p className="soft" role="status">
          {t.state[manuscript.state]} · {standing}
          {manuscript.isInReview && ` · ${t.edit.reviewAsked}`}
          {isChanged && ` · ${t.edit.unsaved}`}
          {!isChanged && change.isSuccess && change.variables.noun === "texts" && ` · ${t.edit.saved}`}
        </p>
        {change.variables?.noun !== "texts" && change.variables?.noun !== "publications" && <ProblemNote error={change.error} />}
      </div>
      <div className={style.tools}>
        <Button
          variant="default"
          onClick={() => save?.()}
          disabled={save === null}
          loading={change.isPending && change.variables.noun === "texts"}
        >
          {t.edit.save}
        </Button>
        <Button onClick={() => setPublishing(true)} disabled={!canPublish}>
          {t.edit.publish}
        </Button>
        <More manuscript={manuscript} language={language} change={change} />
      </div>
      <PublishDialog
        manuscript={manuscript}
        language={language}
        isOpen={isPublishing}
        close={() => setPublishing(false)}
        publish={(body) => change.mutate({ noun: "publications", body }, { onSuccess: () => setPublishing(false) })}
        isBusy={change.isPending}
        error={change.variables?.noun === "publications" ? change.error : null}
      />
    </header>
  );
}

function More({ manuscript, language, change }: Writing & { change: Change }) {
  const t = useText().knowledge.edit;
  const navigate = useNavigate();
  const { house } = useText();
  const isRetired = manuscript.state === "retired";
  const isTranslation = language !== manuscript.language && manuscript.texts[language] !== undefined;
  const removeTranslation = () =>
    change.mutate(
      { noun: "translation-removals", body: { language } },
      { onSuccess: () => void navigate({ to: "/knowledge/$articleId/edit", params: { articleId: manuscript.id }, search: {} }) },
    );
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" px="xs" aria-label={house.nav.more}>
          <Icon name="more" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={manuscript.isInReview} onClick={() => change.mutate({ noun: "review-requests", body: {} })}>
          {t.askReview}
        </Menu.Item>
        <Menu.Item onClick={() => change.mutate({ noun: "reviews", body: { reviewOn: inHalfAYear() } })}>
          {t.reviewed}
          <div className="soft">{t.reviewedHint}</div>
        </Menu.Item>
        {isTranslation && <Menu.Item onClick={removeTranslation}>{t.removeTranslation}</Menu.Item>}
        {isRetired ? (
          <Menu.Item onClick={() => change.mutate({ noun: "revival", body: {} })}>{t.revive}</Menu.Item>
        ) : (
          <Menu.Item onClick={() => change.mutate({ noun: "retirement", body: {} })}>
            {t.retire}
            <div className="soft">{t.retireHint}</div>
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function inHalfAYear(): string {
  const date = new Date();
  date.setMonth(date.getMonth() + 6);
  return date.toISOString().slice(0, 10);
}

/** Readers are concerned at once by what is saved here: visibility is no matter of versions. */
function About({ manuscript, change }: { manuscript: Manuscript; change: Change }) {
  const t = useText().knowledge.edit;
  const [edited, setEdited] = useState<Partial<Description>>({});
  const value = { ...manuscript, ...edited };
  const isChanged = Object.entries(edited).some(
    ([name, each]) => JSON.stringify(each) !== JSON.stringify(manuscript[name as keyof Description]),
  );
  return (
    <section className={style.about} aria-label={t.about}>
      <h2>{t.about}</h2>
      <DescriptionForm
        value={value}
        ownerName={manuscript.ownerName}
        onChange={(next) => setEdited((before) => ({ ...before, ...next }))}
      />
      <ProblemNote error={change.variables?.noun === "description" ? change.error : null} />
      <Button
        variant="default"
        disabled={!isChanged}
        loading={change.isPending && change.variables.noun === "description"}
        onClick={() => change.mutate({ noun: "description", body: edited }, { onSuccess: () => setEdited({}) })}
      >
        {t.save}
      </Button>
    </section>
  );
}
