import { Tabs } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { clip } from "@/components/value";
import { PortraitAside } from "@/features/people/portrait/aside";
import { BrandsTab, brandsOf } from "@/features/people/portrait/brands-tab";
import { nameOf } from "@/features/people/portrait/facts";
import { TIMELINE_FILTERS } from "@/features/people/portrait/filters";
import { PortraitFigures, PortraitTitle } from "@/features/people/portrait/header";
import { IdentityTab } from "@/features/people/portrait/identity-tab";
import { OrdersTab } from "@/features/people/portrait/orders-tab";
import { PersonMenu } from "@/features/people/portrait/person-menu";
import classes from "@/features/people/portrait/portrait.module.css";
import { Scores } from "@/features/people/portrait/scores";
import { SegmentsTab } from "@/features/people/portrait/segments-tab";
import { Timeline } from "@/features/people/portrait/timeline";
import { TraitsTab } from "@/features/people/portrait/traits-tab";
import { membershipsQuery, profileQuery } from "@/features/people/queries";

const TABS = ["timeline", "about", "traits", "orders", "brands", "segments", "identity"] as const;
const ROOMY = "(min-width: 64em)";
const TITLE_LETTERS = 80;
const ALL_SHOWN: Record<(typeof TABS)[number], boolean> = {
  timeline: true,
  about: true,
  traits: true,
  orders: true,
  brands: true,
  segments: true,
  identity: true,
};

export const Route = createFileRoute("/_app/people/$ref")({
  validateSearch: v.object({
    tab: v.optional(v.fallback(v.picklist(TABS), "timeline")),
    show: v.optional(v.fallback(v.picklist(TIMELINE_FILTERS), "all")),
  }),
  loader: async ({ context: { cache }, params: { ref } }) => {
    const profile = cache.query({ ...profileQuery(ref), staleTime: 0 });
    const id = ref.startsWith("prf_") ? ref : (await profile).id;
    await Promise.all([profile, cache.query({ ...membershipsQuery(id), staleTime: 0 })]);
  },
  component: Portrait,
});

function Portrait() {
  const { t } = useTranslation("people");
  const { ref } = Route.useParams();
  const { tab = "timeline", show = "all" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { data: profile } = useSuspenseQuery(profileQuery(ref));
  const isRoomy = useMediaQuery(ROOMY, true, { getInitialValueInEffect: false });
  const isShown = { ...ALL_SHOWN, about: !isRoomy, brands: brandsOf(profile).length > 1 };
  const tabs = TABS.filter((each) => isShown[each]);
  const open = tabs.includes(tab) ? tab : "timeline";
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>("[aria-selected=true]");
    if (list.current && chosen) list.current.scrollLeft = chosen.offsetLeft - list.current.clientWidth / 2;
  }, [open]);
  return (
    <Page
      title={clip(nameOf(profile) || t("visitor"), TITLE_LETTERS)}
      heading={<PortraitTitle profile={profile} />}
      actions={<PersonMenu profile={profile} />}
    >
      <PortraitFigures profile={profile} />
      <Scores id={profile.id} />
      <div className={classes.columns}>
        <Tabs
          value={open}
          onChange={(chosen) =>
            void navigate({ search: { tab: TABS.find((each) => each === chosen) }, replace: true, resetScroll: false })
          }
        >
          <Tabs.List ref={list} className={classes.tabs}>
            {tabs.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`tabs.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="timeline">
            <Timeline
              id={profile.id}
              filter={show}
              onFilter={(chosen) => void navigate({ search: { tab, show: chosen }, replace: true, resetScroll: false })}
            />
          </Tabs.Panel>
          {!isRoomy && (
            <Tabs.Panel value="about">
              <PortraitAside profile={profile} />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="brands">
            <BrandsTab profile={profile} />
          </Tabs.Panel>
          <Tabs.Panel value="traits">
            <TraitsTab profile={profile} />
          </Tabs.Panel>
          <Tabs.Panel value="orders">
            <OrdersTab profile={profile} />
          </Tabs.Panel>
          <Tabs.Panel value="segments">
            <SegmentsTab id={profile.id} />
          </Tabs.Panel>
          <Tabs.Panel value="identity">
            <IdentityTab profile={profile} />
          </Tabs.Panel>
        </Tabs>
        {isRoomy && <PortraitAside profile={profile} />}
      </div>
    </Page>
  );
}
