import { createFileRoute } from "@tanstack/react-router";
import { Roles } from "@/features/settings/roles";

export const Route = createFileRoute("/_app/settings/roles")({ component: Roles });
