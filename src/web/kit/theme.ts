/** Mantine dressed in the tokens of `tokens.css`: its own palette is reduced to Guardia's. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const watch: MantineColorsTuple = [
  "#eaf4f4",
  "#d3e6e7",
  "#a9d0d3",
  "#8fd6db",
  "#72c8cf",
  "#4aa3ab",
  "#2f7f88",
  "#176a76",
  "#0b5c69",
  "#084853",
];

const alarm: MantineColorsTuple = [
  "#fbe6e3",
  "#f6cdc8",
  "#f0ada5",
  "#ff9d93",
  "#f08a7f",
  "#e5645a",
  "#cc463e",
  "#b5302a",
  "#a3221d",
  "#7c1410",
];

export const theme = createTheme({
  fontFamily: "var(--face)",
  fontFamilyMonospace: "var(--face-mono)",
  primaryColor: "watch",
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { watch, alarm },
  defaultRadius: "3px",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  components: {
    // Named, so that the style sheet can speak of it.
    Button: { defaultProps: { size: "sm", variant: "filled" } },
    Modal: {
      defaultProps: {
        centered: false,
        yOffset: "8vh",
        overlayProps: { backgroundOpacity: 0.5, color: "#07161b" },
        transitionProps: { duration: 80 },
      },
    },
    // Inside the landmark of its button, and without the placeholder that no menu may contain.
    Menu: { defaultProps: { shadow: "none", transitionProps: { duration: 60 }, withinPortal: false, withInitialFocusPlaceholder: false } },
    Tooltip: { defaultProps: { openDelay: 250, transitionProps: { duration: 60 }, events: { hover: true, focus: true, touch: true } } },
  },
});

const shared = {
  "--mantine-color-body": "var(--ground)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-soft)",
  "--mantine-color-placeholder": "var(--text-soft)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--edge)",
  "--mantine-color-error": "var(--late-text)",
  "--mantine-color-anchor": "var(--accent)",
};

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
