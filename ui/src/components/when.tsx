import { Tooltip } from "@mantine/core";
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/now";

/** An instant: how long ago, and exactly when on pointing at it. `exact` shows the instant itself. */
export function When({ at, exact = false }: { at: string | Date; exact?: boolean }) {
  const format = useFormat();
  const now = laterOf(useNow(), at);
  const iso = typeof at === "string" ? at : at.toISOString();
  return (
    <Tooltip label={exact ? <Ago at={at} /> : <Exactly at={at} />}>
      <time dateTime={iso}>{exact ? format.instant(at) : format.ago(at, now)}</time>
    </Tooltip>
  );
}

// what a tooltip says is worked out when it is pointed at: long lists have many
function Exactly({ at }: { at: string | Date }) {
  return useFormat().exactly(at);
}

function Ago({ at }: { at: string | Date }) {
  return useFormat().ago(at, laterOf(useNow(), at));
}

const ALMOST_NOW_MS = 30_000;

/** Clocks differ, and ours moves in steps: what is to be in some seconds is now. */
function laterOf(now: Date, at: string | Date): Date {
  const instant = new Date(at);
  const ahead = instant.getTime() - now.getTime();
  return ahead > 0 && ahead < ALMOST_NOW_MS ? instant : now;
}
