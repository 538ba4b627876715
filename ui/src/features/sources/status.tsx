import { IconBrowser, IconDeviceMobile, IconServer2, IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { State, type Tone } from "@/components/state";
import { useNow } from "@/lib/now";
import type { Source, Volumes } from "./queries";
import classes from "./sources.module.css";

const QUIET_AFTER_MS = 24 * 3_600_000;

export const KIND_ICONS = {
  browser: IconBrowser,
  server: IconServer2,
  mobile: IconDeviceMobile,
  system: IconSparkles,
} as const;

export type Volume = Volumes["sources"][number];
type Standing = "off" | "receiving" | "quiet" | "never";
const TONES: Record<Standing, Tone> = { off: "off", receiving: "good", quiet: "warn", never: "empty" };

/** Whether something comes from a source: never by colour alone. */
export function StatusBadge({ source, volume }: { source: Source; volume: Volume | undefined }) {
  const { t } = useTranslation("sources");
  const state = stateOf(source, volume, useNow());
  return <State tone={TONES[state]}>{t(`status.${state}`)}</State>;
}

function stateOf(source: Source, volume: Volume | undefined, now: Date): Standing {
  if (!source.enabled) return "off";
  if (!volume?.last_received_at) return "never";
  return now.getTime() - new Date(volume.last_received_at).getTime() > QUIET_AFTER_MS ? "quiet" : "receiving";
}

export function KindIcon({ kind }: { kind: Source["kind"] }) {
  const Icon = KIND_ICONS[kind];
  return (
    <span className={classes.kind}>
      <Icon size={17} stroke={1.6} aria-hidden />
    </span>
  );
}
