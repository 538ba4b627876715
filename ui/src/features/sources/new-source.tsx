import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { brandsQuery } from "@/components/brands";
import cells from "@/components/cells.module.css";
import { Dialog } from "@/components/dialog";
import { notifyProblem } from "@/components/notify";
import { showKey } from "./new-keys";
import classes from "./sources.module.css";
import { KIND_ICONS } from "./status";

const KINDS = ["browser", "server", "mobile"] as const;
type Kind = (typeof KINDS)[number];

/** Names a new source; it opens with its write key and how to send. */
export function NewSource({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("sources");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("new.title")} size="lg">
      <NewSourceForm onClose={onClose} />
    </Dialog>
  );
}

function NewSourceForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["sources", "common"]);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Kind>("browser");
  const [brand, setBrand] = useState("default");
  const brands = useQuery(brandsQuery);
  const make = useMutation({
    mutationFn: () =>
      data(
        api.POST("/api/sources", {
          body: { name: name.trim(), kind, brand, allowed_origins: [], rate_limit_per_s: 0, phone_region: "" },
        }),
      ),
    onSuccess: async ({ id, write_key }) => {
      showKey(id, write_key);
      await cache.invalidateQueries({ queryKey: ["sources", "all"] });
      await navigate({ to: "/sources/$id", params: { id }, search: { tab: "install" } });
    },
    onError: notifyProblem,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) make.mutate();
      }}
    >
      <TextInput
        label={t("new.name")}
        placeholder={t("new.nameExample")}
        value={name}
        maxLength={200}
        required
        data-autofocus
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      <fieldset className={classes.kinds}>
        <legend>{t("new.kind")}</legend>
        {KINDS.map((each) => {
          const Icon = KIND_ICONS[each];
          return (
            <label key={each} className={classes.choice} data-chosen={kind === each || undefined}>
              <input
                type="radio"
                name="kind"
                checked={kind === each}
                onChange={() => {
                  setKind(each);
                }}
              />
              <Icon size={19} stroke={1.6} aria-hidden />
              <span>
                <strong>{t(`kind.${each}.name`)}</strong>
                <span className={cells.dim}>{t(`kind.${each}.what`)}</span>
              </span>
            </label>
          );
        })}
      </fieldset>
      {(brands.data?.length ?? 0) > 1 && (
        <Select
          label={t("new.brand")}
          value={brand}
          allowDeselect={false}
          data={brands.data?.map((each) => ({ value: each.slug, label: each.name })) ?? []}
          onChange={(chosen) => {
            if (chosen) setBrand(chosen);
          }}
        />
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" loading={make.isPending} disabled={!name.trim()}>
          {t("new.make")}
        </Button>
      </div>
    </form>
  );
}
