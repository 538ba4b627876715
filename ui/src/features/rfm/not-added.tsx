import { Button, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconChartGridDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { sessionQuery } from "@/api/session";
import { useSeenValues } from "@/components/definition/words";
import { Empty } from "@/components/empty";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import type { Language } from "@/i18n";
import { useMay } from "@/lib/permission";
import type { Ready } from "./queries";
import classes from "./rfm.module.css";

const CURRENCIES = ["EUR", "USD", "GBP", "PLN", "RUB", "CHF", "CZK"];

/** What would be here, and one click that adds it. */
export function NotAdded({ ready }: { ready: Ready }) {
  const { t, i18n } = useTranslation("rfm");
  const cache = useQueryClient();
  const mayEdit = useMay("definitions.edit");
  const isPriced = ready.parameters.currency?.needed === true;
  const seen = useSeenValues({ of: "field", field: "currency", names: [], lines: false }, "", isPriced && mayEdit);
  const found = seen.data?.items.map((each) => each.value) ?? [];
  const [chosen, setCurrency] = useState<string | null>(null);
  const currency = chosen ?? found[0] ?? null;
  const add = useMutation({
    mutationFn: () =>
      data(
        api.POST("/api/segments/ready/{name}", {
          params: { path: { name: ready.name } },
          body: {
            parameters: isPriced ? { currency } : {},
            language: i18n.language as Language,
            every: "",
            measure: false,
            dry_run: false,
            reason: "",
            confirm: [],
          },
        }),
      ),
    onSuccess: async () => {
      await Promise.all([
        cache.invalidateQueries({ queryKey: ["segments"] }),
        cache.invalidateQueries(sessionQuery), // it says how what was added reads
      ]);
      notifyDone(t("added", { title: ready.title }));
    },
    onError: notifyProblem,
  });
  return (
    <Panel>
      <Empty
        icon={IconChartGridDots}
        title={t("notAdded", { title: ready.title })}
        action={
          mayEdit && (
            <span className={classes.adding}>
              {isPriced && (
                <Select
                  size="xs"
                  aria-label={t("currency")}
                  placeholder={t("currency")}
                  data={found.length > 0 ? found : CURRENCIES}
                  value={currency}
                  onChange={setCurrency}
                />
              )}
              <Button
                loading={add.isPending}
                disabled={isPriced && !currency}
                onClick={() => {
                  add.mutate();
                }}
              >
                {t("add")}
              </Button>
            </span>
          )
        }
      >
        {ready.about} {t(mayEdit ? "addWhat" : "addAsk")}
      </Empty>
    </Panel>
  );
}
