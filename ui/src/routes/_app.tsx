import { createFileRoute, redirect } from "@tanstack/react-router";
import { isSignedIn, knownSession } from "@/api/session";
import { Shell } from "@/components/shell/shell";
import { isLanguage, speak } from "@/i18n";

/** Everything behind the door. Whoever is not signed in goes to `/sign-in`, and comes back from there. */
export const Route = createFileRoute("/_app")({
  beforeLoad: async ({ context, location }) => {
    const found = await knownSession(context.cache);
    if (!isSignedIn(found)) {
      if (found.setupRequired) throw redirect({ to: "/setup" });
      throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { next: location.href } });
    }
    if (isLanguage(found.user.locale) && document.documentElement.lang !== found.user.locale) {
      await speak(found.user.locale);
    }
  },
  component: Shell,
});
