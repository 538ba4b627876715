import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";
import { outcome } from "@/api/operation";
import { everyPage } from "@/api/pages";
import { NAMES_OF, type TimelineFilter } from "./portrait/filters";

const PAGE = 100;
const TASKS_PAGE = 50;
const MOST_AT_ONCE = 200;
const TIMELINE_PAGE = 60;
const HEAD = 20;
const HEAD_EVERY_MS = 1500;
const PROFILE_EVERY_MS = 5000;
const SCORES_EVERY_MS = 60_000;

const NOTHING_NEWER: Schema<"Timeline"> = { items: [], next_cursor: null };

/** Somebody in the list; `enteredAt` where the list is that of a segment. */
export interface Listed extends Schema<"ProfileSummary"> {
  enteredAt?: string;
}

interface Page {
  items: Listed[];
  next_cursor: string | null;
}

/** People, the latest first, or those found, or the members of a segment. */
export const peopleQuery = (search: string, segment: string) =>
  infiniteQueryOptions({
    queryKey: ["people", "list", search, segment],
    queryFn: ({ pageParam, signal }): Promise<Page> => {
      const cursor = pageParam ? { cursor: pageParam } : {};
      return segment && !search
        ? members(segment, cursor, signal)
        : data(
            api.GET("/api/profiles", {
              params: { query: { limit: PAGE, ...cursor, ...(search ? { search } : {}) } },
              signal,
            }),
          );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });

async function members(key: string, cursor: { cursor?: string }, signal: AbortSignal): Promise<Page> {
  const params = { path: { key }, query: { limit: PAGE, ...cursor } };
  const page = await data(api.GET("/api/segments/{key}/members", { params, signal }));
  return {
    items: page.items.map((each) => ({ ...each.profile, enteredAt: each.entered_at })),
    next_cursor: page.next_cursor,
  };
}

export const segmentNamesQuery = queryOptions({
  queryKey: ["segments", "names"],
  queryFn: ({ signal }) => data(api.GET("/api/segment-sizes", { params: { query: { days: 1 } }, signal })),
  staleTime: 60_000,
});

export const profileQuery = (ref: string) =>
  queryOptions({
    queryKey: ["people", "profile", ref],
    queryFn: ({ signal }) => data(api.GET("/api/profiles/{ref}", { params: { path: { ref } }, signal })),
    refetchInterval: PROFILE_EVERY_MS,
  });

export const timelineQuery = (ref: string, filter: TimelineFilter) =>
  infiniteQueryOptions({
    queryKey: ["people", "timeline", ref, filter],
    queryFn: ({ pageParam, signal }) => timeline(ref, filter, TIMELINE_PAGE, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity, // what comes meanwhile is told by the head
  });

/** The newest events, asked for all the time: what happens is seen within two seconds. */
export const headQuery = (ref: string, filter: TimelineFilter) =>
  queryOptions({
    queryKey: ["people", "head", ref, filter],
    queryFn: ({ signal }) => timeline(ref, filter, HEAD, "", signal),
    initialData: NOTHING_NEWER, // the timeline has just been asked for itself
    staleTime: HEAD_EVERY_MS,
    refetchInterval: HEAD_EVERY_MS,
  });

function timeline(ref: string, filter: TimelineFilter, limit: number, cursor: string, signal: AbortSignal) {
  const { type, name } = NAMES_OF[filter];
  const query = {
    limit,
    ...(cursor ? { cursor } : {}),
    ...(type ? { type: [...type] } : {}),
    ...(name ? { name: [...name] } : {}),
  };
  return data(api.GET("/api/profiles/{ref}/timeline", { params: { path: { ref }, query }, signal }));
}

export const membershipsQuery = (ref: string) =>
  queryOptions({
    queryKey: ["people", "segments", ref],
    queryFn: ({ signal }) => data(api.GET("/api/profiles/{ref}/segments", { params: { path: { ref } }, signal })),
    refetchInterval: PROFILE_EVERY_MS,
  });

/** Asked once in a while: what is told of a month ago moves by the day. */
export const scoresQuery = (ref: string) =>
  queryOptions({
    queryKey: ["people", "scores", ref],
    queryFn: ({ signal }) => data(api.GET("/api/profiles/{ref}/scores", { params: { path: { ref } }, signal })),
    staleTime: SCORES_EVERY_MS,
    refetchInterval: SCORES_EVERY_MS,
  });

export const changesQuery = (ref: string) =>
  queryOptions({
    queryKey: ["people", "changes", ref],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/profiles/{ref}/segments/history", { params: { path: { ref }, query: { limit: 50 } }, signal }),
      ),
  });

export const traitsQuery = (ref: string) =>
  queryOptions({
    queryKey: ["people", "traits", ref],
    queryFn: ({ signal }) => data(api.GET("/api/profiles/{ref}/traits", { params: { path: { ref } }, signal })),
  });

export const traitHistoryQuery = (ref: string, key: string) =>
  queryOptions({
    queryKey: ["people", "traits", ref, key],
    queryFn: ({ signal }) =>
      data(api.GET("/api/profiles/{ref}/traits/{key}/history", { params: { path: { ref, key } }, signal })),
  });

export const mergesQuery = (ref: string) =>
  queryOptions({
    queryKey: ["people", "merges", ref],
    queryFn: ({ signal }) =>
      data(api.GET("/api/profiles/{ref}/merges", { params: { path: { ref }, query: { limit: 100 } }, signal })),
  });

export const notesQuery = (ref: string) =>
  queryOptions({
    queryKey: ["people", "notes", ref],
    queryFn: ({ signal }) => data(api.GET("/api/profiles/{ref}/notes", { params: { path: { ref } }, signal })),
  });

/** Who can be given a task. */
export const colleaguesQuery = queryOptions({
  queryKey: ["people", "colleagues"],
  queryFn: async ({ signal }) => {
    const users = await everyPage((cursor) =>
      data(api.GET("/api/users", { params: { query: { limit: MOST_AT_ONCE, ...cursor } }, signal })),
    );
    return users.filter((user) => !user.disabled_at).map((user) => ({ value: user.id, label: user.name }));
  },
  staleTime: 60_000,
});

/** Open tasks of all people: the caller's own, or everybody's. */
export const tasksQuery = (whose: "mine" | "all") =>
  infiniteQueryOptions({
    queryKey: ["people", "tasks", whose],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/tasks", {
          params: { query: { whose, limit: TASKS_PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 60_000,
  });

export const explainQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: ["people", "explain", a, b],
    queryFn: ({ signal }) => data(api.GET("/api/identity/explain", { params: { query: { a, b } }, signal })),
  });

/** Where to split: a merge to undo, or identifiers to cut off. */
export interface SplitWanted {
  undo: string;
  identifiers: string[];
}

/** One side of a split before it happens; the document of the operation has no type of its own. */
export interface SplitSide {
  id: string;
  identifiers: string[];
  events: number;
  kinds: { type: string; name: string; events: number }[];
  changed: { traits: string[]; computed: string[] };
}

interface SplitPreview {
  sides: SplitSide[];
  missing_events: number;
}

export const splitPreviewQuery = (ref: string, wanted: SplitWanted) =>
  queryOptions({
    queryKey: ["people", "split", ref, wanted],
    queryFn: async ({ signal }) => {
      const body = { ...wanted, preview: true, force: false };
      const asked = api.POST("/api/profiles/{ref}/split", { params: { path: { ref } }, body, signal });
      return (await outcome(asked, signal)) as SplitPreview;
    },
    retry: false,
    gcTime: 0, // what a split would give changes with every event
  });
