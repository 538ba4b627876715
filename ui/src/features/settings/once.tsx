import { Alert, Button } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useCopy } from "@/lib/clipboard";
import classes from "./settings.module.css";

/** A secret that is shown this once, to be copied now. */
export function Once({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { isCopied, copy } = useCopy(text);
  return (
    <Alert color="yellow" icon={<IconKey size={18} aria-hidden />} title={title} className={classes.once}>
      <code className={classes.secret}>{text}</code>
      <div className={classes.onceWhat}>{children}</div>
      <Button
        variant="default"
        onClick={copy}
        leftSection={isCopied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
      >
        {t(isCopied ? "copy.done" : "copy.do")}
      </Button>
    </Alert>
  );
}
