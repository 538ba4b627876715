import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCopy } from "@/lib/clipboard";

/** A small button that copies a text. */
export function Copy({ text, what }: { text: string; what?: string }) {
  const { t } = useTranslation();
  const { isCopied, copy } = useCopy(text);
  return (
    <Tooltip label={isCopied ? t("copy.done") : (what ?? t("copy.do"))}>
      <ActionIcon size="xs" aria-label={what ?? t("copy.do")} onClick={copy}>
        {isCopied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
