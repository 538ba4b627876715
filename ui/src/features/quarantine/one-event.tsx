import { ActionIcon, Badge, Button, Skeleton, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconAlertTriangle, IconArrowBackUp, IconBulb, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { sourceNamesQuery } from "@/api/source-names";
import { useSession } from "@/api/session";
import { Copy } from "@/components/copy";
import { notifyDone, notifyProblem } from "@/components/notify";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { detailInWords } from "@/i18n/wording";
import { useBegun } from "@/lib/begun";
import { useMay } from "@/lib/permission";
import { useChanges } from "./changes";
import { type Item, itemQuery } from "./queries";
import classes from "./quarantine.module.css";
import { hintOf, whyOf } from "./reason";

const LETTERS = 120;

/** One event that was set aside: what is wrong, what came, and an editor to mend it in. */
export function OneEvent({ id, onClose }: { id: string; onClose: () => void }) {
  const item = useQuery(itemQuery(id));
  if (item.error) return <ProblemNote small error={item.error} onRetry={() => void item.refetch()} />;
  if (!item.data) return <Skeleton h={320} m="md" w="auto" />;
  return <Opened key={`${item.data.id}:${item.data.status}`} item={item.data} onClose={onClose} />;
}

function Opened({ item, onClose }: { item: Item; onClose: () => void }) {
  const { t } = useTranslation("quarantine");
  const names = useQuery(sourceNamesQuery).data;
  const { sees_personal_data: seesPeople } = useSession();
  const mayMend = useMay("quarantine.mend");
  const hint = hintOf(item.code, t);
  return (
    <article className={classes.one}>
      <header className={classes.oneHead}>
        <div>
          <h2>{whyOf(item.code, t)}</h2>
          <p>
            <Badge color={item.status === "open" ? "yellow" : "gray"}>{t(`one.${item.status}`)}</Badge>{" "}
            {t("item.received")} <When at={item.received_at} /> {t("item.from")}{" "}
            <Link to="/sources/$id" params={{ id: item.source_id }} className={classes.link}>
              <Clipped text={names?.get(item.source_id) ?? item.source_id} letters={LETTERS} />
            </Link>
          </p>
        </div>
        <ActionIcon aria-label={t("item.close")} onClick={onClose}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </header>
      <div className={classes.fault}>
        <IconAlertTriangle size={17} aria-hidden />
        <div>
          <bdi>{detailInWords(item)}</bdi> <code>{item.code}</code>
        </div>
      </div>
      {hint && item.status === "open" && (
        <div className={classes.hint}>
          <IconBulb size={17} aria-label={t("hint")} />
          <div>{hint}</div>
        </div>
      )}
      {seesPeople ? (
        <Editor item={item} isOpen={item.status === "open" && mayMend} />
      ) : (
        <p className={classes.hidden}>{t("item.hidden")}</p>
      )}
    </article>
  );
}

function Editor({ item, isOpen }: { item: Item; isOpen: boolean }) {
  const { t } = useTranslation("quarantine");
  const cache = useQueryClient();
  const mayMend = useMay("quarantine.mend");
  const original = item.event == null ? (item.text ?? "null") : JSON.stringify(item.event, null, 2);
  const kept = item.fixed == null ? original : JSON.stringify(item.fixed, null, 2);
  const [text, setText] = useBegun(`quarantine:${item.id}`, kept);
  const { replay, discard, reopen, isBusy } = useChanges(() => {
    void cache.invalidateQueries(itemQuery(item.id));
  });
  const checked = check(text);
  const fix = useMutation({
    mutationFn: () =>
      data(
        api.PUT("/api/quarantine/{quarantine_id}/fixed", {
          params: { path: { quarantine_id: item.id } },
          body: { event: checked.event ?? {} },
        }),
      ),
    onSuccess: (fixed) => {
      cache.setQueryData(itemQuery(item.id).queryKey, fixed);
      void cache.invalidateQueries({ queryKey: ["quarantine", "list"] });
    },
    onError: notifyProblem,
  });
  const isChanged = text !== kept;
  const save = (then: () => void) => {
    fix.mutate(undefined, { onSuccess: then });
  };
  const said = checked.fault === "object" ? t("item.notObject") : t("item.invalid", { why: checked.fault });
  return (
    <div className={classes.editor}>
      <div className={classes.editorHead}>
        <span>
          {t("item.event")}
          {item.fixed != null && <span className={classes.mended}>{t("item.mended")}</span>}
        </span>
        <span className={classes.editorTools}>
          {isOpen && text !== original && (
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<IconArrowBackUp size={14} aria-hidden />}
              onClick={() => {
                setText(original);
              }}
            >
              {t("do.reset")}
            </Button>
          )}
          <Copy text={text} />
        </span>
      </div>
      <Textarea
        aria-label={t("item.editor")}
        value={text}
        readOnly={!isOpen}
        autosize
        minRows={8}
        maxRows={22}
        spellCheck={false}
        dir="ltr"
        classNames={{ input: classes.code ?? "" }}
        error={isOpen && isChanged && checked.fault ? said : undefined}
        description={isOpen && isChanged && !checked.fault ? t("item.isJson") : undefined}
        inputWrapperOrder={["input", "description", "error"]}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
      />
      <div className={classes.buttons}>
        {isOpen && (
          <>
            <Button
              loading={fix.isPending || isBusy}
              disabled={isChanged && checked.fault !== ""}
              onClick={() => {
                if (isChanged) {
                  save(() => {
                    replay.mutate([item.id]);
                  });
                } else replay.mutate([item.id]);
              }}
            >
              {t(isChanged ? "do.fixAndReplay" : "do.replay")}
            </Button>
            {isChanged && (
              <Button
                variant="default"
                disabled={checked.fault !== "" || fix.isPending}
                onClick={() => {
                  save(() => {
                    notifyDone(t("done.fixed"));
                  });
                }}
              >
                {t("do.fix")}
              </Button>
            )}
            <span className={classes.grow} />
            <Button
              variant="default"
              disabled={isBusy}
              onClick={() => {
                discard.mutate([item.id]);
              }}
            >
              {t("do.discard")}
            </Button>
          </>
        )}
        {item.status === "discarded" && mayMend && (
          <Button
            variant="default"
            loading={isBusy}
            onClick={() => {
              reopen.mutate([item.id]);
            }}
          >
            {t("do.reopen")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Whether a text is an event: its object, or what is wrong with it ("object" where it is JSON of another kind). */
function check(text: string): { event?: Record<string, unknown>; fault: string } {
  try {
    const found: unknown = JSON.parse(text);
    if (found === null || typeof found !== "object" || Array.isArray(found)) return { fault: "object" };
    return { event: found as Record<string, unknown>, fault: "" };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
