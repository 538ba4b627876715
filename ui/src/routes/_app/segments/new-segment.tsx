import { createFileRoute, useLocation } from "@tanstack/react-router";
import { SegmentBuilder } from "@/features/segments/builder/segment-builder";

export const Route = createFileRoute("/_app/segments/new-segment")({ component: NewSegment });

function NewSegment() {
  const beginning = useLocation({ select: ({ state }) => state.segment });
  return <SegmentBuilder key={beginning?.of ?? ""} beginning={beginning} />;
}
