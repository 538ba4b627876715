import { createFileRoute } from "@tanstack/react-router";
import * as v from "valibot";
import { Audit } from "@/features/settings/audit";

const Text = v.optional(v.fallback(v.pipe(v.string(), v.maxLength(200)), ""));
const Day = v.optional(v.fallback(v.pipe(v.string(), v.isoDate()), ""));

export const Route = createFileRoute("/_app/settings/audit")({
  validateSearch: v.object({ who: Text, what: Text, from: Day, to: Day, open: Text }),
  component: AuditPage,
});

function AuditPage() {
  const { who = "", what = "", from = "", to = "", open = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <Audit
      filter={{ who, what, from, to }}
      open={open}
      onChange={(change) => {
        const asked = { who, what, from, to, open, ...change };
        const search = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
        void navigate({ search, replace: true, resetScroll: false });
      }}
    />
  );
}
