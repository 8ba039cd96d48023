/** The provider's look where customers come: its colours over Guardia's, its logo or its name. */
import { useQuery } from "@tanstack/react-query";
import { type Branding, brandingQuery } from "../api/portal.ts";
import { Lamp } from "../kit/icon.tsx";
import style from "./brand.module.css";

type Accent = NonNullable<Branding["palette"]>["light"];

const written = ({ accent, accentStrong, onAccent }: Accent): string =>
  `--accent:${accent};--accent-strong:${accentStrong};--on-accent:${onAccent};--mantine-primary-color-filled:${accent};` +
  `--mantine-color-watch-filled:${accent};--mantine-color-watch-filled-hover:${accentStrong};`;

/** Lays the provider's accents, one for day and one for night, over those of the tokens while it is mounted. */
export function BrandColours() {
  const { data } = useQuery(brandingQuery);
  const palette = data?.palette;
  if (palette === undefined || palette === null) return null;
  return (
    <style>{`:root[data-mantine-color-scheme="light"]{${written(palette.light)}--focus:${palette.light.accent};}
:root[data-mantine-color-scheme="dark"]{${written(palette.dark)}}`}</style>
  );
}

/** Logo, or Guardia's lamp and the provider's name. `size` is that of its place: the head of a page, or the door. */
export function BrandMark({ size = "head" }: { size?: "head" | "door" }) {
  const { data } = useQuery(brandingQuery);
  if (data === undefined) return <span className={style.mark} data-size={size} />;
  return (
    <span className={style.mark} data-size={size}>
      {data.logo === null ? (
        <>
          <span className={style.lamp}>
            <Lamp size={size === "door" ? 64 : 26} />
          </span>
          <span className={style.name}>{data.name}</span>
        </>
      ) : (
        <img className={style.logo} src={data.logo} alt={data.name} />
      )}
    </span>
  );
}
