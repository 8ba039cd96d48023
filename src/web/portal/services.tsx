/** What is looked after for the customer: services with their documentation and source, and the agreements with their clauses. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Frame, frameQuery, type Organisation, type PortalService } from "../api/portal.ts";
import { Icon } from "../kit/icon.tsx";
import { CoverageMark, PriorityMark } from "../kit/marks.tsx";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import { localDateText, spanText, targetOf } from "./figures.ts";
import page from "./page.module.css";
import style from "./services.module.css";

export function Services() {
  const { portal: t } = useText();
  const frame = useQuery(frameQuery);
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1>{t.services.title}</h1>
        <p>{t.services.lead}</p>
      </header>
      {frame.isPending && <Loading />}
      {frame.isError && <Failure error={frame.error} retry={() => void frame.refetch()} />}
      {frame.data?.customers.map((each) => (
        <OfOrganisation key={each.id} customer={each} isAlone={frame.data.customers.length === 1} />
      ))}
    </div>
  );
}

function OfOrganisation({ customer, isAlone }: { customer: Organisation; isAlone: boolean }) {
  const { portal: t } = useText();
  const { name, services, agreements } = customer;
  return (
    <section className={style.organisation} aria-label={name}>
      {!isAlone && <h2 className={style.name}>{name}</h2>}
      {services.length === 0 && <Empty title={t.services.none}>{t.services.noneHint}</Empty>}
      <div className={style.services}>
        {services.map((service) => (
          <OneService key={service.id} service={service} customerId={customer.id} />
        ))}
      </div>
      {agreements.length > 0 && <h2 className={style.name}>{t.services.agreements}</h2>}
      {agreements.map((agreement) => (
        <OneAgreement key={agreement.id} agreement={agreement} />
      ))}
    </section>
  );
}

function OneService({ service: { id, name, links, components }, customerId }: { service: PortalService; customerId: string }) {
  const { text, code } = useLanguage();
  const t = text.portal.services;
  return (
    <article className={page.card}>
      <h2>{textOf(name, code)}</h2>
      <div>
        <h3>{t.links}</h3>
        {links.length === 0 && <p className="soft">{t.noLinks}</p>}
        <ul className={style.links}>
          {links.map(({ title, url }) => (
            <li key={url}>
              <a href={url} target="_blank" rel="noopener noreferrer">
                <Icon name="link" size={14} /> {textOf(title, code)}
              </a>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3>{t.parts}</h3>
        <ul className={style.parts}>
          {components.map((each) => (
            <li key={each.id}>
              {textOf(each.name, code)}
              {each.environment !== null && each.environment !== "production" && (
                <span className="soft"> ({t.environment[each.environment]})</span>
              )}
            </li>
          ))}
        </ul>
      </div>
      <p>
        <Link to="/portal/report" search={{ customer: customerId, service: id }}>
          {t.report}
          <span className="unseen">: {textOf(name, code)}</span>
        </Link>
      </p>
    </article>
  );
}

type Agreement = Frame["customers"][number]["agreements"][number];

function OneAgreement({ agreement }: { agreement: Agreement }) {
  const { text, code, locale } = useLanguage();
  const t = text.portal.services;
  const { name, kind, from, until, clauses, duties, reviews, isOpen } = agreement;
  const period =
    until === null
      ? t.since({ from: localDateText(from, locale) })
      : t.period({ from: localDateText(from, locale), until: localDateText(until, locale) });
  return (
    <article className={page.card}>
      <h2>{textOf(name, code)}</h2>
      <p className="soft">
        {[t.kinds[kind], period, ...(reviews === null ? [] : [t.reviews[reviews]]), isOpen ? t.openNow : t.closedNow].join(" · ")}
      </p>
      <h3>{t.clauses}</h3>
      <ul className={style.clauses}>
        {clauses.map(({ id, decision, clause, text: said, redirect }) => (
          <li key={id}>
            <CoverageMark decision={decision} />
            <span>
              {textOf(said, code)} <span className="soft">{clause}</span>
              {redirect !== null && (
                <span className={style.redirect}>
                  {[textOf(redirect.to, code), redirect.phone, redirect.email, redirect.url].filter(Boolean).join(", ")}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <Promises agreement={agreement} />
      {duties.provider.length + duties.customer.length > 0 && (
        <>
          <h3>{t.duties}</h3>
          <dl className={style.duties}>
            <Duties title={t.ours} items={duties.provider.map((each) => textOf(each, code))} />
            <Duties title={t.yours} items={duties.customer.map((each) => textOf(each, code))} />
          </dl>
        </>
      )}
    </article>
  );
}

function Duties({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div>
      <dt>{title}</dt>
      {items.map((each) => (
        <dd key={each}>{each}</dd>
      ))}
    </div>
  );
}

/** Which objective by when, for each priority: as the agreement writes it. */
function Promises({ agreement: { promises } }: { agreement: Agreement }) {
  const { portal: t } = useText();
  const written = useTargetText();
  const objectives = [...new Set(promises.map(({ objective }) => objective))];
  const rows = [...new Set(promises.map(({ priority }) => priority))];
  if (promises.length === 0) return null;
  return (
    <>
      <h3>{t.services.promises}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways on a phone must scroll by keyboard too */}
      <section className={style.scroll} aria-label={t.services.promises} tabIndex={0}>
        <table className={style.promises}>
          <thead>
            <tr>
              <th scope="col">{t.services.priority}</th>
              {objectives.map((each) => (
                <th key={each} scope="col">
                  {t.clock[each]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((priority) => (
              <tr key={priority}>
                <th scope="row">
                  <PriorityMark priority={priority} long />
                </th>
                {objectives.map((each) => (
                  <td key={each}>{written(promises.find((one) => one.priority === priority && one.objective === each)?.written)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** A target in words: `5bd@close` is "5 business days, by closing". */
function useTargetText(): (written: string | undefined) => string {
  const { text, locale } = useLanguage();
  const t = text.portal.services;
  return (written) => {
    if (written === undefined) return "–";
    const target = targetOf(written);
    if (target === null) return written;
    if (target.unit !== "business-day") return spanText(target.amount, target.unit, locale);
    const days = t.businessDays({ count: target.amount });
    if (target.by === null) return days;
    return target.by === "close" ? t.byClosing({ days }) : t.byTime({ days, time: target.by });
  };
}
