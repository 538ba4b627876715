import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, call, data, type Schema } from "@/api/client";
import { everyPage } from "@/api/pages";

export type Import = Schema<"ImportView">;
export type Look = Schema<"FileLook">;
export type LookColumn = Schema<"FileColumn">;
export type Becomes = Schema<"BecomesView">;
export type Mapping = Schema<"MappingDocument">;
export type About = Look["about"];

export const ABOUTS = ["people", "orders", "events", "ready"] as const satisfies readonly About[];
export const DELIMITERS = [",", ";", "\t", "|"] as const;
export const ENCODINGS = ["utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "iso-8859-2", "koi8-r"] as const;
export type Delimiter = (typeof DELIMITERS)[number];
export type Encoding = (typeof ENCODINGS)[number];

/** How a file is read: what its owner said, or was found in it. */
export interface Reading {
  delimiter: Delimiter | null;
  encoding: Encoding | null;
}

const PAGE = 50;
const SOURCES = 200;
const LIVE_MS = 1000;
const CALM_MS = 10_000;

export const isAtWork = (each: Import) => each.status === "queued" || each.status === "running";

export const importsQuery = infiniteQueryOptions({
  queryKey: ["imports", "list"],
  queryFn: ({ pageParam, signal }) =>
    data(
      api.GET("/api/imports", {
        params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        signal,
      }),
    ),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some(isAtWork)) ? LIVE_MS : CALM_MS),
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", "one", id],
    queryFn: ({ signal }) => data(api.GET("/api/imports/{import_id}", { params: { path: { import_id: id } }, signal })),
    refetchInterval: (query) => (query.state.data && isAtWork(query.state.data) ? LIVE_MS : false),
  });

/** What is in a file; `about` "" lets it be guessed. */
export const lookQuery = (id: string, about: About | "", { delimiter, encoding }: Reading) =>
  queryOptions({
    queryKey: ["imports", "look", id, about, delimiter, encoding],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/imports/{import_id}/columns", {
          params: {
            path: { import_id: id },
            query: {
              ...(about ? { about } : {}),
              ...(delimiter === null ? {} : { delimiter }),
              ...(encoding === null ? {} : { encoding }),
            },
          },
          signal,
        }),
      ),
    staleTime: Infinity,
    retry: false,
    placeholderData: keepPreviousData,
  });

export const previewQuery = (id: string, mapping: Mapping | null, reading: Reading, sourceId: string) =>
  queryOptions({
    queryKey: ["imports", "preview", id, mapping, reading, sourceId],
    queryFn: async ({ signal }) =>
      (
        await data(
          api.POST("/api/imports/{import_id}/preview", {
            params: { path: { import_id: id } },
            body: { mapping, ...reading, source_id: sourceId },
            signal,
          }),
        )
      ).items,
    staleTime: Infinity,
    retry: false,
    placeholderData: keepPreviousData,
  });

/** The sources that a file may come in by: only a server's word is taken for who somebody is. */
export const fileSourcesQuery = queryOptions({
  queryKey: ["sources", "all"],
  queryFn: ({ signal }) =>
    everyPage((cursor) => data(api.GET("/api/sources", { params: { query: { limit: SOURCES, ...cursor } }, signal }))),
});

/** Send a file as it is. */
export async function bring(file: File): Promise<Import> {
  const answer = await call(`/api/imports?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  return (await answer.json()) as Import;
}
