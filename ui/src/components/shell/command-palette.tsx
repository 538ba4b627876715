import { Spotlight, spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconArrowRight, IconPlus, IconSearch, IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { useSession } from "@/api/session";
import { useCalled } from "@/components/called";
import { Initials } from "@/components/initials";
import { useCommands } from "./commands";
import { BEGINNINGS, NAVIGATION, seenBy, SETTINGS } from "./navigation";

const PAUSE_MS = 180;
const PEOPLE = 6;
const SEGMENTS = 5;
const SEGMENTS_FRESH_MS = 60_000;

export function openPalette(): void {
  spotlight.open();
}

/** Ctrl-K: go to a page, find a person or a segment, begin something, or do what the page at hand offers. */
export function CommandPalette() {
  const { t } = useTranslation();
  const { t: ts } = useTranslation(["settings", "segments", "traits", "sources"]);
  const called = useCalled();
  const { permissions } = useSession();
  const navigate = useNavigate();
  const commands = useCommands();
  const [query, setQuery] = useState("");
  const [settled] = useDebouncedValue(query.trim(), PAUSE_MS);
  const people = useQuery({
    queryKey: ["palette", settled],
    queryFn: ({ signal }) =>
      data(api.GET("/api/profiles", { params: { query: { search: settled, limit: PEOPLE } }, signal })),
    enabled: settled.length > 1,
    placeholderData: keepPreviousData,
  });

  const segments = useQuery({
    queryKey: ["palette", "segments"],
    queryFn: ({ signal }) => data(api.GET("/api/segment-sizes", { params: { query: { days: 1 } }, signal })),
    enabled: settled.length > 1 && permissions.includes("definitions.read"),
    staleTime: SEGMENTS_FRESH_MS,
  });

  const wanted = query.trim().toLocaleLowerCase();
  const matches = (text: string) => text.toLocaleLowerCase().includes(wanted);
  /** 0 for what begins with what was typed. */
  const rank = (text: string) => (text.toLocaleLowerCase().startsWith(wanted) ? 0 : 1);
  const page = (
    label: string,
    { link, icon: Icon }: Pick<(typeof NAVIGATION | typeof SETTINGS)[number], "link" | "icon">,
  ) => ({
    id: link.to,
    label,
    leftSection: <Icon size={17} stroke={1.75} aria-hidden />,
    onClick: () => void navigate(link),
  });
  const pages: SpotlightActionData[] = [
    ...seenBy(NAVIGATION, permissions).map((each) => page(t(each.word), each)),
    ...seenBy(SETTINGS, permissions).map((each) => page(`${t("nav.settings")}: ${ts(`section.${each.name}`)}`, each)),
  ];
  const found: SpotlightActionData[] = (query.trim().length > 1 ? (people.data?.items ?? []) : []).map((person) => ({
    id: person.id,
    label: person.name ?? person.email ?? person.id,
    description: person.name ? (person.email ?? "") : "",
    leftSection: <Initials name={person.name ?? person.email} seed={person.id} size={24} />,
    onClick: () => void navigate({ to: "/people/$ref", params: { ref: person.id } }),
  }));
  const here: SpotlightActionData[] = commands.map((command) => ({
    id: command.id,
    label: command.label,
    leftSection: command.icon ?? <IconArrowRight size={17} aria-hidden />,
    onClick: command.run,
  }));
  const begun: SpotlightActionData[] = seenBy(BEGINNINGS, permissions)
    .filter(({ id }) => commands.every((command) => command.id !== id))
    .map(({ id, word, link }) => ({
      id,
      label: ts(word),
      leftSection: <IconPlus size={17} aria-hidden />,
      onClick: () => void navigate(link),
    }));
  const named: SpotlightActionData[] = (query.trim().length > 1 ? (segments.data?.items ?? []) : [])
    .map(({ key, name }) => ({
      id: `segment:${key}`,
      label: called.segment(key, name),
      leftSection: <IconUsersGroup size={17} stroke={1.75} aria-hidden />,
      onClick: () => void navigate({ to: "/segments/$key", params: { key } }),
    }))
    .filter(({ label }) => matches(label))
    .sort((a, b) => rank(a.label) - rank(b.label))
    .slice(0, SEGMENTS);
  const groups: SpotlightActionGroupData[] = [
    { group: t("palette.people"), actions: found },
    { group: t("nav.segments"), actions: named },
    { group: t("palette.here"), actions: here.filter((each) => matches(each.label ?? "")) },
    { group: t("palette.begin"), actions: begun.filter((each) => matches(each.label ?? "")) },
    { group: t("palette.pages"), actions: pages.filter((each) => matches(each.label ?? "")) },
  ].filter((each) => each.actions.length > 0);

  return (
    <Spotlight
      actions={groups}
      filter={(_query, actions) => actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={["mod + K"]}
      nothingFound={people.isFetching ? t("palette.searching") : t("palette.nothing")}
      highlightQuery
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      attributes={{ content: { "aria-label": t("palette.open") } }}
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={17} aria-hidden />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.open"),
      }}
    />
  );
}
