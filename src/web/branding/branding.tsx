/** How the portal and the door look, for administrators: name, logo, and a colour whose contrast is computed as one chooses it. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { type Palette, paletteOf } from "#core/portal/palette.ts";
import { type Branding, brandingQuery, changeBranding, changeLogo } from "../api/portal.ts";
import { Icon } from "../kit/icon.tsx";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { useUndo } from "../kit/undo.tsx";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./branding.module.css";

export function BrandingPage() {
  const { branding: t } = useText();
  const branding = useQuery(brandingQuery);
  return (
    <div className={style.page}>
      <header>
        <h1>{t.title}</h1>
        <p className="soft">{t.lead}</p>
      </header>
      {branding.isPending && <Loading />}
      {branding.isError && <Failure error={branding.error} retry={() => void branding.refetch()} />}
      {branding.data !== undefined && (
        <>
          <Look branding={branding.data} />
          <Logo branding={branding.data} />
        </>
      )}
    </div>
  );
}

/** Guardia's own, by day. */
const own = "#0b5c69";

/** What is written as a colour, or null while it is none. */
function paletteIn(written: string): Palette | null {
  return /^#[0-9a-f]{6}$/i.test(written) ? paletteOf(written) : null;
}

function useSaved(): (branding: Branding) => void {
  const { branding: t } = useText();
  const client = useQueryClient();
  const { say } = useUndo();
  return (branding) => {
    client.setQueryData(brandingQuery.queryKey, branding);
    say({ label: t.saved });
  };
}

function Look({ branding }: { branding: Branding }) {
  const { branding: t } = useText();
  const [name, setName] = useState(branding.isNamed ? branding.name : "");
  const [accent, setAccent] = useState(branding.accent ?? "");
  const [isTold, setTold] = useState(false);
  const palette = paletteIn(accent);
  const isWrong = accent !== "" && palette === null;
  const saving = useMutation({ mutationFn: changeBranding, onSuccess: useSaved() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!isWrong) saving.mutate({ name: name.trim() === "" ? null : name.trim(), accent: accent === "" ? null : accent });
  };
  return (
    <form className={style.card} onSubmit={submit} noValidate>
      <TextInput
        label={t.name}
        description={t.nameHint({ name: branding.isNamed ? "…" : branding.name })}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={style.colour}>
        <TextInput
          label={t.colour}
          description={t.colourHint}
          placeholder={own}
          maxLength={7}
          value={accent}
          error={isTold && isWrong ? t.badColour : null}
          onChange={(event) => setAccent(event.currentTarget.value.trim())}
        />
        <input
          type="color"
          aria-label={t.pick}
          value={palette === null ? own : accent.toLowerCase()}
          onChange={(event) => setAccent(event.currentTarget.value)}
        />
      </div>
      {palette !== null && <Contrast palette={palette} />}
      <Samples palette={palette ?? paletteOf(own)} />
      <ProblemNote error={saving.error} />
      <div>
        <Button type="submit" loading={saving.isPending}>
          {t.save}
        </Button>
      </div>
    </form>
  );
}

/** Said in words and figures; the colour itself is beside. */
function Contrast({ palette }: { palette: Palette }) {
  const { text, locale } = useLanguage();
  const t = text.branding;
  const ratio = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(palette.contrastOnWhite);
  return (
    <p className={style.contrast} data-readable={palette.isReadable} role="status">
      <Icon name={palette.isReadable ? "check" : "warn"} size={16} />
      <span>
        {t.contrast({ ratio })} {palette.isReadable ? t.readable : t.adjusted({ colour: palette.light.accent })}{" "}
        {t.night({ colour: palette.dark.accent })}
      </span>
    </p>
  );
}

function Samples({ palette }: { palette: Palette }) {
  const { branding: t } = useText();
  const sample = (scheme: "light" | "dark", title: string) => {
    const { accent, accentStrong, onAccent } = palette[scheme];
    const colours = { "--accent": accent, "--accent-strong": accentStrong, "--on-accent": onAccent };
    return (
      <div className={style.sample} data-scheme={scheme} style={colours as React.CSSProperties}>
        <strong>{title}</strong>
        <span className={style.link}>{t.sampleLink}</span>
        <span className={style.button}>{t.sampleButton}</span>
      </div>
    );
  };
  return (
    <div className={style.samples}>
      {sample("light", t.day)}
      {sample("dark", t.dark)}
    </div>
  );
}

const mostBytes = 262_144;

function Logo({ branding }: { branding: Branding }) {
  const { text, locale } = useLanguage();
  const t = text.branding;
  const [wrong, setWrong] = useState<string | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const saving = useMutation({ mutationFn: changeLogo, onSuccess: useSaved() });
  const take = async (file: File | undefined) => {
    setWrong(null);
    if (file === undefined) return;
    if (!["image/png", "image/webp"].includes(file.type)) return setWrong(t.wrongType);
    if (file.size > mostBytes) return setWrong(t.tooLarge({ size: new Intl.NumberFormat(locale).format(Math.ceil(file.size / 1_024)) }));
    saving.mutate(await base64Of(file));
  };
  return (
    <section className={style.card} aria-label={t.logo}>
      <h2>{t.logo}</h2>
      <p className="soft">{t.logoHint}</p>
      {branding.logo === null ? <p>{t.noLogo}</p> : <img className={style.logo} src={branding.logo} alt={branding.name} />}
      <input
        ref={picker}
        className="unseen"
        type="file"
        accept="image/png,image/webp"
        tabIndex={-1}
        aria-label={t.choose}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      {wrong !== null && (
        <p role="alert" className={style.wrong}>
          {wrong}
        </p>
      )}
      <ProblemNote error={saving.error} />
      <div className={style.acts}>
        <Button variant="default" loading={saving.isPending} onClick={() => picker.current?.click()}>
          {t.choose}
        </Button>
        {branding.logo !== null && (
          <Button variant="default" onClick={() => saving.mutate(null)}>
            {t.remove}
          </Button>
        )}
      </div>
    </section>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
