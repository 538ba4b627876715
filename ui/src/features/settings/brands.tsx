import { Button, Skeleton, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { IconBuildingStore, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { sessionQuery } from "@/api/session";
import { Dialog } from "@/components/dialog";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { useMay } from "@/lib/permission";
import { More } from "./more";
import { brandsQuery } from "./queries";
import classes from "./settings.module.css";

type Brand = Schema<"BrandView">;

/** The brands under which this workspace sells; sources belong to one each. */
export function Brands() {
  const { t } = useTranslation("settings");
  const mayManage = useMay("workspace.manage");
  const brands = useInfiniteQuery(brandsQuery);
  const [edited, setEdited] = useState<Brand | "new" | null>(null);
  const found = brands.data?.pages.flatMap((page) => page.items);
  return (
    <Panel
      title={t("brands.title")}
      flush
      aside={
        mayManage && (
          <Button
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => {
              setEdited("new");
            }}
          >
            {t("brands.add")}
          </Button>
        )
      }
    >
      <p className={classes.lead}>{t("brands.what")}</p>
      {brands.isPending && <Skeleton h={60} m="md" w="auto" />}
      {brands.error && <ProblemNote small error={brands.error} onRetry={() => void brands.refetch()} />}
      <ul className={classes.list} aria-label={t("brands.title")}>
        {found?.map((each) => (
          <li key={each.id} className={classes.item}>
            <span className={classes.icon}>
              <IconBuildingStore size={17} stroke={1.6} aria-hidden />
            </span>
            <span className={classes.what}>
              <span className={classes.name}>
                <Clipped text={each.name} letters={80} />
              </span>
              <code className={classes.dim}>{each.slug}</code>
            </span>
            {mayManage && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => {
                  setEdited(each);
                }}
              >
                {t("brands.rename")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <More of={brands} />
      {edited && (
        <Editing
          brand={edited === "new" ? null : edited}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </Panel>
  );
}

function Editing({ brand, onClose }: { brand: Brand | null; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const cache = useQueryClient();
  const [name, setName] = useState(brand?.name ?? "");
  const [given, setSlug] = useState<string | null>(null);
  const slug = given ?? slugOf(name);
  const save = useMutation({
    mutationFn: () =>
      brand
        ? data(api.PATCH("/api/brands/{slug}", { params: { path: { slug: brand.slug } }, body: { name: name.trim() } }))
        : data(api.POST("/api/brands", { body: { slug, name: name.trim() } })),
    onSuccess: async () => {
      await Promise.all([cache.invalidateQueries(brandsQuery), cache.invalidateQueries(sessionQuery)]);
      onClose();
      notifyDone(t("saved"));
    },
    onError: notifyProblem,
  });
  return (
    <Dialog opened onClose={onClose} title={t(brand ? "brands.rename" : "brands.add")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label={t("brands.name")}
          maxLength={200}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label={t("brands.slug")}
          description={t("brands.slugWhat")}
          maxLength={64}
          disabled={brand !== null}
          value={brand?.slug ?? slug}
          onChange={(event) => {
            setSlug(event.currentTarget.value.toLowerCase());
          }}
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {tc("cancel")}
          </Button>
          <Button type="submit" disabled={!name.trim() || (!brand && !slug)} loading={save.isPending}>
            {t(brand ? "brands.rename" : "brands.add")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A name as a slug may be written: Latin letters, digits and hyphens. */
function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 64)
    .replace(/^-+|-+$/g, "");
}
