import { createFileRoute } from "@tanstack/react-router";
import { SegmentBuilder } from "@/features/segments/builder/segment-builder";

export const Route = createFileRoute("/_app/segments/new-segment")({ component: () => <SegmentBuilder /> });
