import { Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { IconChartPie, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { useCalled } from "@/components/called";
import { PeopleList } from "@/features/people/people-list";
import classes from "@/features/people/people-list.module.css";
import { segmentNamesQuery } from "@/features/people/queries";
import { useFormat } from "@/i18n/format";

const PAUSE_MS = 200;

const Search = v.object({
  q: v.optional(v.fallback(v.pipe(v.string(), v.maxLength(200)), "")),
  segment: v.optional(v.fallback(v.string(), "")),
});

export const Route = createFileRoute("/_app/people/")({ validateSearch: Search, component: People });

function People() {
  const { t } = useTranslation("people");
  const format = useFormat();
  const called = useCalled();
  const { q = "", segment = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const segments = useQuery(segmentNamesQuery);
  const [typed, setTyped] = useState(q);
  const ask = (change: { q?: string; segment?: string }) => {
    const search = { q, segment, ...change };
    void navigate({
      search: { ...(search.q ? { q: search.q } : {}), ...(search.segment ? { segment: search.segment } : {}) },
      replace: true,
    });
  };
  const askSoon = useDebouncedCallback((text: string) => {
    ask({ q: text });
  }, PAUSE_MS);
  return (
    <Page title={t("title")} about={t("about")} fill>
      <div className={classes.tools} role="search">
        <TextInput
          className={classes.search}
          aria-label={t("search")}
          placeholder={t("searchExample")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            askSoon(event.currentTarget.value.trim());
          }}
        />
        <Select
          className={classes.segment}
          aria-label={t("inSegment")}
          placeholder={t("inSegment")}
          leftSection={<IconChartPie size={16} aria-hidden />}
          data={(segments.data?.items ?? []).map((each) => ({
            value: each.key,
            label: `${called.segment(each.key, each.name)} (${format.number(each.size)})`,
          }))}
          value={segment || null}
          onChange={(key) => {
            setTyped("");
            ask({ q: "", segment: key ?? "" });
          }}
          searchable
          clearable
          nothingFoundMessage={t("noSegment")}
        />
      </div>
      <PeopleList search={q} segment={segment} />
    </Page>
  );
}
