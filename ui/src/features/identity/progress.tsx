import { Alert, Button, Progress as Bar } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { doingOf, failureOf, hasEnded, operationQuery } from "@/api/operation";
import { notifyProblem } from "@/components/notify";
import { ProblemNote } from "@/components/problem-page";
import { useMay } from "@/lib/permission";
import classes from "./identity.module.css";

/** How far long work is, with a way to stop it; what went wrong, if it did. */
export function OperationProgress({ id, title }: { id: string; title: string }) {
  const { t } = useTranslation("identity");
  const cache = useQueryClient();
  const mayCancel = useMay("operations.cancel");
  const operation = useQuery(operationQuery(id));
  const cancel = useMutation({
    mutationFn: () =>
      data(api.POST("/api/operations/{operation_id}/cancel", { params: { path: { operation_id: id } } })),
    onSuccess: (changed) => {
      cache.setQueryData(operationQuery(id).queryKey, changed);
    },
    onError: notifyProblem,
  });
  if (operation.error) return <ProblemNote small error={operation.error} />;
  if (operation.data && hasEnded(operation.data)) {
    return operation.data.status === "done" ? null : (
      <Alert color="red" icon={<IconAlertTriangle size={17} aria-hidden />}>
        {operation.data.status === "cancelled"
          ? t("work.cancelled")
          : (failureOf(operation.data)?.words ?? t("work.failed"))}
      </Alert>
    );
  }
  const share = (operation.data?.progress ?? 0) * 100;
  return (
    <div className={classes.progress} role="status">
      <div className={classes.progressHead}>
        <span>
          <strong>{title}</strong> <bdi className={classes.dim}>{operation.data && doingOf(operation.data)}</bdi>
        </span>
        {mayCancel && (
          <Button
            size="compact-xs"
            variant="default"
            loading={cancel.isPending}
            onClick={() => {
              cancel.mutate();
            }}
          >
            {t("work.stop")}
          </Button>
        )}
      </div>
      <Bar value={Math.max(share, 3)} animated aria-label={title} />
    </div>
  );
}
