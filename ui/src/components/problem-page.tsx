import { Button } from "@mantine/core";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { isNotLoaded, useProblemWords } from "./problem-words";
import { Empty } from "./empty";
import { NotFound } from "./not-found";
import { Page } from "./page";

/** Instead of a page that cannot be shown: what is wrong, and what to do. */
export function ProblemPage({ error: thrown }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const { reset } = useQueryErrorResetBoundary();
  const error = errorOf(thrown);
  if (error instanceof Problem && error.status === 404) return <NotFound />;
  return (
    <Page title={t("problem.title")}>
      <ProblemNote
        error={error}
        onRetry={() => {
          if (isNotLoaded(error)) window.location.reload(); // its files may have other names by now
          reset();
          void router.invalidate();
        }}
      />
    </Page>
  );
}

/** The same inside a page, for a part that could not be loaded. */
export function ProblemNote({ error, onRetry, small }: { error: Error; onRetry?: () => void; small?: boolean }) {
  const { t } = useTranslation();
  const { title, what } = useProblemWords()(error);
  return (
    <div role="alert">
      <Empty
        icon={IconAlertTriangle}
        title={title}
        small={small ?? false}
        action={
          onRetry &&
          !isForbidden(error) && (
            <Button variant="default" leftSection={<IconRefresh size={15} aria-hidden />} onClick={onRetry}>
              {t("problem.retry")}
            </Button>
          )
        }
      >
        {what}
      </Empty>
    </div>
  );
}

/** Whether it will be refused again, however often one asks. */
export function isForbidden(error: Error | null): boolean {
  return error instanceof Problem && error.status === 403;
}

/** Whatever was thrown, as an error. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
