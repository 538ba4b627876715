import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { traitQuery } from "@/features/traits/queries";
import { TraitBuilder } from "@/features/traits/trait-builder";

export const Route = createFileRoute("/_app/traits/$key/edit")({
  loader: ({ context: { cache }, params: { key } }) => cache.query({ ...traitQuery(key), staleTime: "static" }),
  component: EditTrait,
});

function EditTrait() {
  const { key } = Route.useParams();
  const { data: found } = useSuspenseQuery(traitQuery(key));
  return <TraitBuilder key={key} found={found} />;
}
