import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, notFound } from "@tanstack/react-router";
import * as v from "valibot";
import { wordsQuery } from "@/components/definition/words";
import { OneTrait } from "@/features/traits/one-trait";
import { traitsQuery } from "@/features/traits/queries";
import { TABS } from "@/features/traits/views";

/** Before the names of traits that are told: any of them may be there. */
const TOLD = "traits.";

export const Route = createFileRoute("/_app/traits/$key/")({
  validateSearch: v.object({
    tab: v.optional(v.fallback(v.picklist(TABS), "overview")),
    per: v.optional(v.fallback(v.string(), "")),
  }),
  loader: async ({ context: { cache }, params: { key } }) => {
    const [made, words] = await Promise.all([cache.query(traitsQuery), cache.query(wordsQuery)]);
    const isThere = made.some((each) => each.key === key) || words.traits.some((each) => each.name === key);
    if (!isThere && !key.startsWith(TOLD)) throw notFound();
  },
  component: Shown,
});

function Shown() {
  const { key } = Route.useParams();
  const { tab = "overview", per = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { data: all } = useSuspenseQuery(traitsQuery);
  return (
    <OneTrait
      key={key}
      name={key}
      found={all.find((each) => each.key === key) ?? null}
      tab={tab}
      per={per}
      onChange={(change) => void navigate({ search: { tab, per, ...change }, replace: true, resetScroll: false })}
    />
  );
}
