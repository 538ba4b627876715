import { Tooltip } from "@mantine/core";
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/now";

/** An instant: how long ago, and exactly when on pointing at it. `exact` shows the instant itself. */
export function When({ at, exact = false }: { at: string | Date; exact?: boolean }) {
  const format = useFormat();
  const now = useNow();
  const iso = typeof at === "string" ? at : at.toISOString();
  return (
    <Tooltip label={exact ? format.ago(at, now) : format.exactly(at)}>
      <time dateTime={iso}>{exact ? format.instant(at) : format.ago(at, now)}</time>
    </Tooltip>
  );
}
