import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import type { ValueType } from "./model";

const SELDOM_MS = 5 * 60_000;

/** What definitions may name here: traits with their types, fields, operators, segments, brands. */
export const wordsQuery = queryOptions({
  queryKey: ["words"],
  queryFn: ({ signal }) => data(api.GET("/api/schemas/words", { signal })),
  staleTime: 30_000,
});

/** Which events came in the last year, the most frequent first. */
export const seenEventsQuery = queryOptions({
  queryKey: ["seen", "events"],
  queryFn: ({ signal }) => data(api.GET("/api/seen/events", { signal })),
  staleTime: SELDOM_MS,
});

/** What people told of themselves. */
export const toldTraitsQuery = queryOptions({
  queryKey: ["seen", "traits"],
  queryFn: ({ signal }) => data(api.GET("/api/seen/traits", { signal })),
  staleTime: SELDOM_MS,
});

export function seenFieldsQuery(names: readonly string[]) {
  return queryOptions({
    queryKey: ["seen", "fields", names],
    queryFn: ({ signal }) => data(api.GET("/api/seen/fields", { params: { query: { name: [...names] } }, signal })),
    staleTime: SELDOM_MS,
  });
}

/** Where values that are offered come from: a field of events, or a trait of people. */
export type ValueSource =
  | { of: "field"; field: string; names: readonly string[]; lines: boolean }
  | { of: "trait"; trait: string; per: string };

/** The most frequent values of a field or trait with a text in them. */
export function useSeenValues(source: ValueSource, part: string, isAsked: boolean) {
  return useQuery({
    queryKey: ["seen", "values", source, part],
    queryFn: ({ signal }) =>
      source.of === "field"
        ? data(
            api.GET("/api/seen/values", {
              params: { query: { field: source.field, name: [...source.names], lines: source.lines, part } },
              signal,
            }),
          )
        : data(
            api.GET("/api/seen/trait-values", {
              params: { query: { trait: source.trait, per: source.per, part } },
              signal,
            }),
          ),
    enabled: isAsked && (source.of === "field" ? source.field !== "" : source.trait !== ""),
    staleTime: SELDOM_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

const DOCUMENTS = ["properties.", "traits.", "context."];

/** Whether a field is what somebody sent, of any type, rather than a word of the catalogue. */
export function isSent(field: string): boolean {
  return DOCUMENTS.some((document) => field.startsWith(document));
}

/** Which type the values of a trait have, `text` for what was told. */
export function typeOfTrait(
  words: { traits: { name: string; type: ValueType }[] } | undefined,
  trait: string,
): ValueType {
  return words?.traits.find((each) => each.name === trait)?.type ?? "text";
}
