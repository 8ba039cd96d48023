/** The signs of the interface, drawn on a grid of 20 with a line of 1.6; they never stand without words that a screen reader finds. */

const paths = {
  queue: "M3 5h14M3 10h9M3 15h5",
  model: "M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500M7.500 10h5.500M7.500 13h5.500",
  board: "M4 16.500V10M10 16.500V4M16 16.500V7.500",
  globe:
    "M10 2.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zM2.500 10h15M10 2.500c4 4.500 4 10.500 0 15M10 2.500c-4 4.500-4 10.500 0 15",
  table: "M3 4.500h14v11H3zM3 8.500h14M8 8.500v7",
  download: "M10 3v9.500M6 9l4 4 4-4M3.500 16.500h13",
  tick: "M3.500 3.500h13v13h-13zM6.500 10l2.500 2.500 4.500-5",
  bell: "M5 14.500V9a5 5 0 0 1 10 0v5.500l1.500 1H3.500zM8.500 17.500h3",
  sun: "M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600 16 16M16 4l-1.400 1.400M5.400 14.600 4 16",
  moon: "M16.500 12.500A7 7 0 0 1 7.500 3.500a7 7 0 1 0 9 9z",
  auto: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 3v14M12 5v10M14 6.500v7",
  person: "M10 3.500a3.200 3.200 0 1 0 0 6.400 3.200 3.200 0 0 0 0-6.400zM3.500 17c.8-3.500 3.300-5 6.500-5s5.700 1.500 6.500 5",
  plus: "M10 4v12M4 10h12",
  check: "M4 10.500 8 14.500 16 5.500",
  cross: "M5 5l10 10M15 5 5 15",
  pause: "M7 4.500v11M13 4.500v11",
  play: "M6 4.500v11l9-5.500z",
  up: "M10 16V4.500M5 9.500l5-5 5 5",
  down: "M10 4v11.500M5 10.500l5 5 5-5",
  across: "M4 7h11.500M12 3.500 15.500 7 12 10.500M16 13.500H4.500",
  reply: "M8 5 3.500 9.500 8 14M3.500 9.500H12c3 0 4.500 2 4.500 5.500",
  lock: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  link: "M8.500 11.500 12 8M7 9.500l-2.500 2.500a2.500 2.500 0 0 0 3.500 3.500L10.500 13M13 10.500 15.500 8A2.500 2.500 0 0 0 12 4.500L9.500 7",
  more: "M4.500 10h.01M10 10h.01M15.500 10h.01",
  help: "M7.500 7.500a2.500 2.500 0 1 1 3.600 2.200c-.8.400-1.100 1-1.100 1.800M10 14.500h.01M10 2.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15z",
  warn: "M10 3 18 16.500H2zM10 8v4M10 14.500h.01",
  search: "M9 3.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM13 13l4 4",
  back: "M12.500 4 6.500 10l6 6",
  chevron: "M5 7.500 10 12.500 15 7.500",
  key: "M12.500 3a4.500 4.500 0 0 0-4.300 5.800L3 14v3h3v-2h2v-2h2l1.200-1.200A4.500 4.500 0 1 0 12.500 3zM13.500 6.500h.01",
  people:
    "M7.500 4a2.700 2.700 0 1 0 0 5.400 2.700 2.700 0 0 0 0-5.400zM2 16c.6-3 2.700-4.300 5.500-4.300S12.400 13 13 16M13 4.300a2.600 2.600 0 0 1 0 5M14.500 12c1.900.4 3.100 1.800 3.500 4",
  shield: "M10 2.500 16 5v4.500c0 4-2.500 6.500-6 8-3.500-1.500-6-4-6-8V5z",
  copy: "M7 7h9.500v9.500H7zM13 7V3.500H3.500V13H7",
  print: "M6 7.500V3h8v4.500M6 14H3.500V7.500h13V14H14M6 12h8v5H6z",
  pen: "M3.500 16.500v-3L13 4l3 3-9.500 9.500zM11 6l3 3",
  leave: "M8 3.500H4v13h4M8 10h9M13.500 6.500 17 10l-3.500 3.500",
  clock: "M10 2.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zM10 6v4.200l3 1.800",
  phone:
    "M5.5 3.5h2.700l1.3 3.5-1.8 1.300a9 9 0 0 0 4 4l1.3-1.8 3.5 1.300v2.700a1.5 1.5 0 0 1-1.6 1.500C8.8 15.5 4.5 11.2 4 5.100a1.5 1.5 0 0 1 1.5-1.600z",
  book: "M4 4.500A1.5 1.5 0 0 1 5.5 3H16v12.500H5.500A1.5 1.5 0 0 0 4 17zM4 17h12",
  lines: "M4 5h12M4 8.500h12M4 12h8M4 15.500h5",
  bolt: "M11 2.5 4.5 11.500H10L9 17.5 15.5 8.500H10z",
  branch: "M6 4v12M6 9.500c0 3 8 1 8 4.500M6 4.500a1 1 0 1 1-.01 0M6 16.500a1 1 0 1 1-.01 0M14 15a1 1 0 1 1-.01 0",
  star: "M10 3l2.2 4.5 5 .7-3.6 3.5.9 4.900L10 14.300l-4.5 2.3.9-4.900L2.8 8.200l5-.7z",
  clip: "M15 9l-5.5 5.500a3.2 3.2 0 0 1-4.5-4.500L11 4a2.2 2.2 0 0 1 3.1 3.100L8.3 13a1.1 1.1 0 0 1-1.6-1.600L12 6",
  megaphone: "M3.500 8v4h3l7 4V4l-7 4zM16 8.500v3M6.500 12l1 4h2",
  home: "M3 9.500 10 3.500l7 6M5 8v8.500h10V8M8.500 16.500v-5h3v5",
  order: "M7 4v12M4 13l3 3 3-3M12 5h5M12 9h4M12 13h3",
  grip: "M7.500 5h.01M12.500 5h.01M7.500 10h.01M12.500 10h.01M7.500 15h.01M12.500 15h.01",
  filter: "M3 5h14M6 10h8M8.500 15h3",
  channels: "M10 9v8M6.500 17h7M7.500 9a2.500 2.500 0 1 1 5 0 2.500 2.500 0 0 1-5 0zM5 12.500a6 6 0 0 1 0-7M15 12.500a6 6 0 0 0 0-7",
  siren: "M6 15.500V11a4 4 0 0 1 8 0v4.500M4 15.500h12M10 2.500v2M3.500 5 5 6.500M16.500 5 15 6.500M10 9.500v2.500",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" || name === "grip" ? 2.4 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The watch lamp: Guardia's own mark. */
export function Lamp({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M11 8.500a5 5 0 0 1 10 0" fill="none" stroke="#9db9bc" strokeWidth="2" strokeLinecap="round" />
      <path d="M9 11h14l-1.400 13H10.400z" fill="#1b4a54" stroke="#9db9bc" strokeWidth="1.300" strokeLinejoin="round" />
      <path d="M8 25h16" stroke="#9db9bc" strokeWidth="2.400" strokeLinecap="round" />
      <path d="M16 13.300c2.600 2.600 3.400 4 3.400 5.300a3.400 3.400 0 0 1-6.800 0c0-1.300.8-2.700 3.400-5.300z" fill="#f3b64b" />
    </svg>
  );
}
