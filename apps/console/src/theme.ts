import { createTheme, type MantineThemeOverride } from "@mantine/core";

/** The look of the page, in Mantine's terms. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Cantarell, sans-serif",
  fontFamilyMonospace:
    "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace",
  components: {
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: "sm" } },
    Tooltip: { defaultProps: { openDelay: 400 } },
    Button: { defaultProps: { size: "sm" } },
  },
});
