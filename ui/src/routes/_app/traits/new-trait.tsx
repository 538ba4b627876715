import { createFileRoute } from "@tanstack/react-router";
import { TraitBuilder } from "@/features/traits/trait-builder";

export const Route = createFileRoute("/_app/traits/new-trait")({ component: () => <TraitBuilder /> });
