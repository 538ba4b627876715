import { createFileRoute } from "@tanstack/react-router";
import { Page } from "@/components/page";

export const Route = createFileRoute("/_app/people/$ref")({ component: Portrait });

function Portrait() {
  const { ref } = Route.useParams();
  return (
    <Page title={ref}>
      <span />
    </Page>
  );
}
