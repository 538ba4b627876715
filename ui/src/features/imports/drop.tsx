import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/components/problem-page";
import classes from "./imports.module.css";
import { bring } from "./queries";

/** Takes a file, dropped or picked, and opens it. */
export function Drop({ small = false }: { small?: boolean }) {
  const { t } = useTranslation("imports");
  const navigate = useNavigate();
  const cache = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const send = useMutation({
    mutationFn: bring,
    onSuccess: async ({ id }) => {
      void cache.invalidateQueries({ queryKey: ["imports", "list"] });
      await navigate({ to: "/imports/$id", params: { id } });
    },
  });
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) send.mutate(file);
  };
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      data-small={small || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <IconUpload size={22} stroke={1.5} aria-hidden />
      <div className={classes.dropText}>
        <strong>{t("drop.title")}</strong>
        <span>{t("drop.kinds")}</span>
      </div>
      <input
        ref={input}
        type="file"
        className={classes.hidden}
        aria-label={t("drop.label")}
        tabIndex={-1}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <Button loading={send.isPending} onClick={() => input.current?.click()}>
        {t("drop.pick")}
      </Button>
      {send.error && (
        <div className={classes.dropProblem}>
          <ProblemNote small error={send.error} />
        </div>
      )}
    </div>
  );
}
