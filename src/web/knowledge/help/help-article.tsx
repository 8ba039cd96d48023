/** A public article. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { helpArticleQuery } from "../../api/knowledge.ts";
import { Failure, Loading } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import { ArticleView, BackTo } from "../article-view.tsx";
import { HelpFrame } from "./help-frame.tsx";
import { useHelpLanguage, useTitle } from "./help-page.tsx";

export function HelpArticlePage() {
  const { slug } = useParams({ strict: false }) as { slug: string };
  const t = useText().knowledge.help;
  const navigate = useNavigate();
  const [language, choose] = useHelpLanguage();
  const article = useQuery({ ...helpArticleQuery(slug, language), retry: false });
  useTitle(article.data?.title ?? t.title);
  return (
    <HelpFrame
      provider={null}
      language={language}
      choose={(next) => {
        choose(next);
        void navigate({ to: "/help/$slug", params: { slug }, search: {}, replace: true });
      }}
    >
      {article.isPending && <Loading />}
      {article.isError && <Failure error={article.error} />}
      {article.data !== undefined && (
        <ArticleView
          article={article.data}
          isAsking={false}
          choose={(next) => void navigate({ to: "/help/$slug", params: { slug }, search: { language: next }, replace: true })}
          eyebrow={
            <>
              <BackTo to="/help">{t.back}</BackTo>
              {article.data.serviceName !== null && ` · ${article.data.serviceName}`}
            </>
          }
        />
      )}
    </HelpFrame>
  );
}
