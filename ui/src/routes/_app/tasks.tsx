import { SegmentedControl } from "@mantine/core";
import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { TaskList } from "@/features/people/task-list";

const WHOSE = ["mine", "all"] as const;

export const Route = createFileRoute("/_app/tasks")({
  validateSearch: v.object({ whose: v.optional(v.fallback(v.picklist(WHOSE), "mine")) }),
  component: Tasks,
});

function Tasks() {
  const { t } = useTranslation("people");
  const { whose = "mine" } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <Page
      title={t("tasks.title")}
      about={t("tasks.about")}
      actions={
        <SegmentedControl
          aria-label={t("tasks.whose")}
          value={whose}
          onChange={(chosen) => void navigate({ search: { whose: chosen }, replace: true })}
          data={WHOSE.map((value) => ({ value, label: t(`tasks.${value}`) }))}
        />
      }
    >
      <TaskList whose={whose} />
    </Page>
  );
}
