import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import * as v from "valibot";
import { wordsQuery } from "@/components/definition/words";
import { OneTrait } from "@/features/traits/one-trait";
import { traitsQuery } from "@/features/traits/queries";
import { TABS } from "@/features/traits/views";

export const Route = createFileRoute("/_app/traits/$key/")({
  validateSearch: v.object({
    tab: v.optional(v.fallback(v.picklist(TABS), "overview")),
    per: v.optional(v.fallback(v.string(), "")),
  }),
  loader: ({ context: { cache } }) => Promise.all([cache.query(traitsQuery), cache.query(wordsQuery)]),
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
