import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Beginning } from "@/components/definition/beginning";
import type { Members } from "@/components/definition/model";
import { useMay } from "@/lib/permission";
import type { Condition } from "./steps";

/** Leads to a new segment of those who fulfil a condition, under a name to begin with. */
export function SaveAsSegment({ name, condition }: { name: string; condition: Condition }) {
  const { t } = useTranslation("rfm");
  if (!useMay("definitions.edit")) return null;
  const members = { kind: "dynamic", condition } as unknown as Members;
  const beginning: Beginning = { document: { name, members }, of: name };
  return (
    <Button
      variant="default"
      leftSection={<IconPlus size={15} aria-hidden />}
      renderRoot={(props) => <Link to="/segments/new-segment" state={{ segment: beginning }} {...props} />}
    >
      {t("detail.save")}
    </Button>
  );
}
