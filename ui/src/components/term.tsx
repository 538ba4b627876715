import { Tooltip } from "@mantine/core";
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type glossary from "@/locales/en/common.json";
import classes from "./term.module.css";

export type TermName = keyof (typeof glossary)["glossary"];

/** A word of the glossary: dotted underline, and what it means when pointed at or focused. */
export function Term({ name, children }: { name: TermName; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(`glossary.${name}.means`)}>
      <button type="button" className={classes.term}>
        {children ?? t(`glossary.${name}.word`)}
      </button>
    </Tooltip>
  );
}
