import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, data } from "./client";

const AT_ONCE = 100;
const ID = /^(usr|tok)_/;

/** What users and tokens are called, by their ids. */
export type Names = ReadonlyMap<string, string>;

const NOBODY: Names = new Map();

/** What those of these ids are called that are users' and tokens'; empty until it is known. */
export function useAuthors(ids: readonly string[]): Names {
  const asked = [...new Set(ids.filter((id) => ID.test(id)))].sort();
  const names = useQuery({
    queryKey: ["users", "names", asked],
    queryFn: async ({ signal }) => {
      const pieces = Array.from({ length: Math.ceil(asked.length / AT_ONCE) }, (_, piece) =>
        asked.slice(piece * AT_ONCE, (piece + 1) * AT_ONCE),
      );
      const found = await Promise.all(
        pieces.map((id) => data(api.GET("/api/names", { params: { query: { id } }, signal }))),
      );
      return new Map(found.flatMap((each) => each.items.map(({ id, name }) => [id, name])));
    },
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });
  return names.data ?? NOBODY;
}
