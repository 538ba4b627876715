import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { SegmentBuilder } from "@/features/segments/builder/segment-builder";
import { segmentQuery } from "@/features/segments/queries";

export const Route = createFileRoute("/_app/segments/$key/edit")({
  loader: ({ context: { cache }, params: { key } }) => cache.query({ ...segmentQuery(key), staleTime: "static" }),
  component: EditSegment,
});

function EditSegment() {
  const { key } = Route.useParams();
  const { data: segment } = useSuspenseQuery(segmentQuery(key));
  return <SegmentBuilder key={key} segment={segment} />;
}
