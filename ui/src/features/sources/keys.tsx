import { Alert, Button, Menu, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconChevronDown, IconKey, IconPlus, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { Copy } from "@/components/copy";
import { Empty } from "@/components/empty";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { State } from "@/components/state";
import { When } from "@/components/when";
import { useMay } from "@/lib/permission";
import { showKey, useNewKey } from "./new-keys";
import { keysQuery, type Source } from "./queries";
import classes from "./sources.module.css";

const OVERLAPS = { now: "PT0S", day: "P1D", week: "P7D", month: "P30D" } as const;
type Overlap = keyof typeof OVERLAPS;

/** The write keys of a source. A key's text is seen once, right after it is made. */
export function Keys({ source }: { source: Source }) {
  const { t } = useTranslation("sources");
  const cache = useQueryClient();
  const mayManage = useMay("sources.manage");
  const keys = useQuery(keysQuery(source.id));
  const path = { source_id: source.id };
  const made = async (key: Schema<"CreatedKey">) => {
    showKey(source.id, key.write_key);
    await cache.invalidateQueries(keysQuery(source.id));
  };
  const add = useMutation({
    mutationFn: () => data(api.POST("/api/sources/{source_id}/keys", { params: { path } })),
    onSuccess: made,
    onError: notifyProblem,
  });
  const rotate = useMutation({
    mutationFn: (overlap: Overlap) =>
      data(
        api.POST("/api/sources/{source_id}/keys/rotate", { params: { path }, body: { overlap: OVERLAPS[overlap] } }),
      ),
    onSuccess: made,
    onError: notifyProblem,
  });
  return (
    <Panel
      title={t("keys.title")}
      flush
      aside={
        mayManage && (
          <>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button
                  variant="default"
                  loading={rotate.isPending}
                  leftSection={<IconRefresh size={15} aria-hidden />}
                  rightSection={<IconChevronDown size={13} aria-hidden />}
                >
                  {t("keys.rotate")}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{t("keys.rotateWhat")}</Menu.Label>
                {(Object.keys(OVERLAPS) as Overlap[]).map((overlap) => (
                  <Menu.Item
                    key={overlap}
                    onClick={() => {
                      rotate.mutate(overlap);
                    }}
                  >
                    {t(`keys.overlap.${overlap}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            <Button
              variant="default"
              loading={add.isPending}
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => {
                add.mutate();
              }}
            >
              {t("keys.add")}
            </Button>
          </>
        )
      }
    >
      <NewKey sourceId={source.id} />
      {keys.isPending && <Skeleton h={90} m="md" w="auto" />}
      {keys.error && <ProblemNote small error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && (
        <Empty small icon={IconKey} title={t("keys.none")}>
          {t("keys.noneWhat")}
        </Empty>
      )}
      <ul className={classes.keys}>
        {keys.data?.map((each) => (
          <OneKey key={each.id} source={source} writeKey={each} />
        ))}
      </ul>
    </Panel>
  );
}

/** The key that was just made, to be copied now. */
export function NewKey({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation("sources");
  const fresh = useNewKey(sourceId);
  if (!fresh) return null;
  return (
    <Alert color="yellow" icon={<IconKey size={18} aria-hidden />} title={t("keys.once")} className={classes.once}>
      <code className={classes.secret}>{fresh}</code> <Copy text={fresh} what={t("keys.copy")} />
      <div>{t("keys.onceWhat")}</div>
    </Alert>
  );
}

function OneKey({ source, writeKey }: { source: Source; writeKey: Schema<"WriteKeyView"> }) {
  const { t } = useTranslation("sources");
  const cache = useQueryClient();
  const mayManage = useMay("sources.manage");
  const isExpired = writeKey.expires_at !== null && new Date(writeKey.expires_at) <= new Date();
  const change = useMutation({
    mutationFn: (enabled: boolean) =>
      data(
        api.PATCH("/api/sources/{source_id}/keys/{key_id}", {
          params: { path: { source_id: source.id, key_id: writeKey.id } },
          body: { enabled },
        }),
      ),
    onSuccess: async (_, enabled) => {
      await cache.invalidateQueries(keysQuery(source.id));
      notifyDone(t(enabled ? "keys.enabled" : "keys.disabled", { hint: writeKey.hint }), () => {
        change.mutate(!enabled);
      });
    },
    onError: notifyProblem,
  });
  return (
    <li className={classes.key}>
      <code>…{writeKey.hint}</code>
      <State tone={isExpired || !writeKey.enabled ? "off" : writeKey.expires_at ? "warn" : "good"}>
        {t(isExpired ? "keys.expired" : !writeKey.enabled ? "keys.off" : "keys.inForce")}
      </State>
      <span className={classes.keyAge}>
        {t("keys.made")} <When at={writeKey.created_at} />
        {writeKey.expires_at && (
          <>
            {" · "}
            {t(isExpired ? "keys.ended" : "keys.ends")} <When at={writeKey.expires_at} />
          </>
        )}
      </span>
      {mayManage && !isExpired && (
        <Button
          size="compact-xs"
          variant="default"
          loading={change.isPending}
          onClick={() => {
            change.mutate(!writeKey.enabled);
          }}
        >
          {t(writeKey.enabled ? "keys.disable" : "keys.enable")}
        </Button>
      )}
    </li>
  );
}
