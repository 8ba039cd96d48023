/** A new article, empty or made of a resolved ticket: then with everything that was taken out of it, for somebody to look at. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type ArticleProposal, createArticle, manuscriptQuery, proposeArticle } from "../../api/knowledge.ts";
import { meQuery } from "../../api/queries.ts";
import { Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { type LanguageCode, languageCodes, languageNames, useLanguage, useText } from "../../language/language.tsx";
import type { NewAddress } from "../address.ts";
import { BackTo } from "../article-view.tsx";
import { BodyEditor } from "./body-editor.tsx";
import { type Description, DescriptionForm } from "./description-form.tsx";
import style from "./write.module.css";

export function NewPage() {
  const { ticket } = useSearch({ strict: false }) as NewAddress;
  const proposal = useQuery({
    queryKey: ["article-proposal", ticket],
    queryFn: () => proposeArticle(ticket ?? 0),
    enabled: ticket !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (ticket === undefined) return <Sheet proposal={null} />;
  if (proposal.isPending) return <Loading />;
  if (proposal.isError) return <Failure error={proposal.error} />;
  return <Sheet proposal={proposal.data} />;
}

function Sheet({ proposal }: { proposal: ArticleProposal | null }) {
  const t = useText().knowledge;
  const { code } = useLanguage();
  const { data: me } = useQuery(meQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [words, setWords] = useState({ title: proposal?.title ?? "", body: proposal?.body ?? "", language: proposal?.language ?? code });
  const [about, setAbout] = useState<Partial<Description>>({ service: proposal?.service ?? null });
  const description: Description = {
    ...{ slug: "", visibility: "internal", customers: [], service: null, owner: me?.assignee ?? "", tags: [], reviewOn: null },
    ...about,
  };
  const creating = useMutation({
    mutationFn: () => {
      const { slug, ...rest } = description;
      return createArticle({ ...words, ...rest, ...(slug === "" ? {} : { slug }), ticketId: proposal?.ticketId ?? null });
    },
    onSuccess: (manuscript) => {
      client.setQueryData(manuscriptQuery(manuscript.id).queryKey, manuscript);
      void client.invalidateQueries({ queryKey: ["articles"] });
      void navigate({ to: "/knowledge/$articleId/edit", params: { articleId: manuscript.id }, search: {}, replace: true });
    },
  });
  const create = () => {
    if (words.title.trim() !== "" && !creating.isPending) creating.mutate();
  };
  return (
    <div className={style.page}>
      <header className={style.head}>
        <div className={style.where}>
          <BackTo to="/knowledge">{t.article.back}</BackTo>
          <h1>{t.edit.newTitle}</h1>
        </div>
        <div className={style.tools}>
          <Button onClick={create} disabled={words.title.trim() === ""} loading={creating.isPending}>
            {t.edit.save}
          </Button>
        </div>
      </header>
      <div className={style.halves}>
        <section className={style.text}>
          <ProblemNote error={creating.error} />
          {proposal !== null && <Taken proposal={proposal} />}
          <Text words={words} write={(change) => setWords((before) => ({ ...before, ...change }))} create={create} />
        </section>
        <section className={style.about} aria-label={t.edit.about}>
          <h2>{t.edit.about}</h2>
          <DescriptionForm
            value={description}
            ownerName={me?.name ?? ""}
            onChange={(change) => setAbout((before) => ({ ...before, ...change }))}
          />
        </section>
      </div>
    </div>
  );
}

type Words = { title: string; body: string; language: LanguageCode };

function Text({ words, write, create }: { words: Words; write: (change: Partial<Words>) => void; create: () => void }) {
  const t = useText().knowledge.edit;
  return (
    <>
      <NativeSelect
        label={t.language}
        value={words.language}
        data={languageCodes.map((each) => ({ value: each, label: languageNames[each] }))}
        onChange={(event) => write({ language: event.currentTarget.value as LanguageCode })}
      />
      <TextInput
        label={t.title}
        size="md"
        value={words.title}
        maxLength={500}
        onChange={(event) => write({ title: event.currentTarget.value })}
        required
      />
      <BodyEditor value={words.body} onChange={(body) => write({ body })} onSubmit={create} minRows={16} />
    </>
  );
}

function Taken({ proposal: { ticketId, replaced } }: { proposal: ArticleProposal }) {
  const t = useText().knowledge.edit;
  return (
    <div className={style.note} role="note">
      <p>
        <Link to="/tickets/$ticketId" params={{ ticketId: String(ticketId) }}>
          {t.fromTicket({ ticket: `#${ticketId}` })}
        </Link>
        . {t.fromTicketHint}
      </p>
      {replaced.length === 0 ? (
        <p>{t.nothingReplaced}</p>
      ) : (
        <>
          <p>{t.replaced}</p>
          <ul>
            {replaced.map(({ kind, text, placeholder, times }) => (
              <li key={`${kind} ${text}`}>{t.replacedItem({ text, placeholder, times })}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
