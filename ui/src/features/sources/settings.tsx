import { Button, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { brandsQuery } from "@/components/brands";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { useMay } from "@/lib/permission";
import { type Source, sourceQuery } from "./queries";
import classes from "./sources.module.css";

type Change = Schema<"SourceChange">;

/** Changes a source, with an undo; told to all lists that show it. */
export function useChange(source: Source) {
  const { t } = useTranslation("sources");
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: (change: Change) =>
      data(api.PATCH("/api/sources/{source_id}", { params: { path: { source_id: source.id } }, body: change })),
    onSuccess: async (changed) => {
      cache.setQueryData(sourceQuery(source.id).queryKey, changed);
      await cache.invalidateQueries({ queryKey: ["sources", "all"] });
    },
    onError: notifyProblem,
  });
  const change = (what: Change) => {
    const before = Object.fromEntries(Object.keys(what).map((name) => [name, source[name as keyof Source]])) as Change;
    save.mutate(what, {
      onSuccess: () => {
        notifyDone(t("settings.saved"), () => {
          save.mutate(before);
        });
      },
    });
  };
  return { change, isPending: save.isPending };
}

/** What a source is called, and what it may send. */
export function Settings({ source }: { source: Source }) {
  const { t } = useTranslation("sources");
  const mayManage = useMay("sources.manage");
  const brands = useQuery(brandsQuery);
  const { change, isPending } = useChange(source);
  const [name, setName] = useState(source.name);
  const [brand, setBrand] = useState(source.brand);
  const [origins, setOrigins] = useState(source.allowed_origins);
  const [rate, setRate] = useState<number | string>(source.rate_limit_per_s);
  const [region, setRegion] = useState(source.phone_region);
  const isChanged =
    name !== source.name ||
    brand !== source.brand ||
    origins.join() !== source.allowed_origins.join() ||
    Number(rate) !== source.rate_limit_per_s ||
    region !== source.phone_region;
  return (
    <Panel title={t("settings.title")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          change({
            name: name.trim(),
            brand,
            allowed_origins: origins,
            rate_limit_per_s: Number(rate) || 0,
            phone_region: region.toUpperCase(),
          });
        }}
      >
        <TextInput
          label={t("new.name")}
          value={name}
          required
          maxLength={200}
          disabled={!mayManage}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Select
          label={t("new.brand")}
          value={brand}
          disabled={!mayManage}
          allowDeselect={false}
          data={brands.data?.map((each) => ({ value: each.slug, label: each.name })) ?? [brand]}
          onChange={(chosen) => {
            if (chosen) setBrand(chosen);
          }}
        />
        <TagsInput
          label={t("settings.origins")}
          description={t("settings.originsWhat")}
          placeholder={origins.length === 0 ? "https://shop.example" : ""}
          value={origins}
          disabled={!mayManage}
          maxTags={100}
          onChange={setOrigins}
          size="sm"
        />
        <NumberInput
          label={t("settings.rate")}
          description={t("settings.rateWhat")}
          value={rate}
          disabled={!mayManage}
          min={0}
          max={1_000_000}
          allowDecimal={false}
          onChange={setRate}
          size="sm"
        />
        <TextInput
          label={t("settings.region")}
          description={t("settings.regionWhat")}
          value={region}
          disabled={!mayManage}
          maxLength={2}
          placeholder="PL"
          onChange={(event) => {
            setRegion(event.currentTarget.value.toUpperCase());
          }}
        />
        {mayManage && (
          <div className={classes.row}>
            <Button type="submit" disabled={!isChanged || !name.trim()} loading={isPending}>
              {t("settings.save")}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

/** Stops or starts a source: what it sends while it is off is refused. */
export function Switch({ source }: { source: Source }) {
  const { t } = useTranslation("sources");
  const { change, isPending } = useChange(source);
  return (
    <Button
      variant="default"
      loading={isPending}
      onClick={() => {
        change({ enabled: !source.enabled });
      }}
    >
      {t(source.enabled ? "settings.stop" : "settings.start")}
    </Button>
  );
}
