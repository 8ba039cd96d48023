export function PaletteBox({ close }: { close: () => void; openKeys: () => void }) {
  return <button type="button" onClick={close} />;
}
