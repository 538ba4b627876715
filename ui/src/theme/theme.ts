import {
  ActionIcon,
  Badge,
  Button,
  createTheme,
  type CSSVariablesResolver,
  Drawer,
  Kbd,
  Menu,
  Modal,
  Paper,
  Popover,
  SegmentedControl,
  Select,
  Skeleton,
  Tabs,
  Textarea,
  TextInput,
  PasswordInput,
  Tooltip,
} from "@mantine/core";

const SMALL = { defaultProps: { size: "sm" as const } };

export const theme = createTheme({
  primaryColor: "cobalt",
  primaryShade: { light: 7, dark: 6 },
  colors: {
    cobalt: [
      "#eef1ff",
      "#dde3fd",
      "#bcc7fa",
      "#98a8f6",
      "#778bf2",
      "#6379ee",
      "#5a70ea",
      "#3049c9",
      "#2a3fb0",
      "#223494",
    ],
  },
  fontFamily: "var(--p-font)",
  fontFamilyMonospace: "var(--p-mono)",
  fontSizes: {
    xs: "var(--p-text-sm)",
    sm: "var(--p-text-md)",
    md: "var(--p-text-lg)",
    lg: "var(--p-text-xl)",
    xl: "var(--p-text-2xl)",
  },
  headings: { fontFamily: "var(--p-font)", fontWeight: "600", textWrap: "balance" },
  defaultRadius: "var(--p-radius-md)",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: "md" } }),
    Badge: Badge.extend({ defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: "xs", fw: 550 } }),
    Drawer: Drawer.extend({ defaultProps: { overlayProps: { backgroundOpacity: 0.35 } } }),
    Kbd: Kbd.extend({ defaultProps: { size: "xs" } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", radius: "var(--p-radius-lg)", offset: 6 } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: "var(--p-radius-xl)", overlayProps: { backgroundOpacity: 0.35 } },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, radius: "var(--p-radius-lg)" } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md", radius: "var(--p-radius-lg)" } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: "xs" } }),
    Select: Select.extend(SMALL),
    Skeleton: Skeleton.extend({ defaultProps: { radius: "sm" } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Textarea: Textarea.extend(SMALL),
    TextInput: TextInput.extend(SMALL),
    PasswordInput: PasswordInput.extend(SMALL),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        withArrow: false,
        radius: "var(--p-radius-md)",
        multiline: true,
        maw: 320,
        events: { hover: true, focus: true, touch: true },
      },
    }),
  },
});

/** A colour of Mantine's by one of our tones, which are read well on both grounds. */
function toned(colour: string, tone: "good" | "warn" | "bad"): Record<string, string> {
  return {
    [`--mantine-color-${colour}-light`]: `var(--p-${tone}-soft)`,
    [`--mantine-color-${colour}-light-hover`]: `var(--p-${tone}-soft)`,
    [`--mantine-color-${colour}-light-color`]: `var(--p-${tone})`,
    [`--mantine-color-${colour}-text`]: `var(--p-${tone})`,
  };
}

/** Mantine's own variables, said by our tokens, so that its components and ours are of one piece. */
export const variables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--p-surface)",
    "--mantine-color-text": "var(--p-ink)",
    "--mantine-color-bright": "var(--p-ink)",
    "--mantine-color-dimmed": "var(--p-dim)",
    "--mantine-color-placeholder": "var(--p-dim)",
    "--mantine-color-anchor": "var(--p-accent-ink)",
    "--mantine-color-error": "var(--p-bad)",
    "--mantine-color-default": "var(--p-surface)",
    "--mantine-color-default-hover": "var(--p-hover)",
    "--mantine-color-default-color": "var(--p-ink)",
    "--mantine-color-default-border": "var(--p-line-strong)",
    "--mantine-color-gray-light-hover": "var(--p-hover)",
    "--mantine-color-gray-light-color": "var(--p-ink-2)",
    "--mantine-color-cobalt-light": "var(--p-accent-soft)",
    "--mantine-color-cobalt-light-color": "var(--p-accent-ink)",
    "--mantine-color-disabled": "var(--p-sunken)",
    "--mantine-color-disabled-color": "var(--p-dim)",
    "--mantine-primary-color-filled": "var(--p-accent)",
    "--mantine-color-cobalt-filled": "var(--p-accent)",
    "--mantine-shadow-md": "var(--p-shadow-md)",
    "--mantine-color-gray-subtle-color": "var(--p-ink-2)",
    "--mantine-color-gray-light": "var(--p-sunken)",
    "--mantine-color-gray-text": "var(--p-ink-2)",
    ...toned("teal", "good"),
    ...toned("green", "good"),
    ...toned("orange", "warn"),
    ...toned("yellow", "warn"),
    ...toned("red", "bad"),
  };
  const dark = {
    ...shared,
    "--mantine-color-dark-4": "var(--p-line-strong)",
    "--mantine-color-dark-5": "var(--p-hover)",
    "--mantine-color-dark-6": "var(--p-raised)",
    "--mantine-color-dark-7": "var(--p-surface)",
    "--mantine-color-dark-8": "var(--p-sunken)",
  };
  return { variables: {}, light: shared, dark };
};
