import { useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { notifyProblem } from "@/components/notify";
import { type Language, speak } from "@/i18n";
import { changeMe, sessionQuery, type Theme } from "./session";

/** Language and colours: they change at once, and follow the person to every machine. */
export function usePreferences() {
  const cache = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const change = useMutation({
    mutationFn: changeMe,
    onSuccess: () => cache.invalidateQueries(sessionQuery),
    onError: notifyProblem,
  });
  const theme: Theme = colorScheme === "auto" ? "system" : colorScheme;
  return {
    theme,
    choose: (chosen: Theme) => {
      setColorScheme(chosen === "system" ? "auto" : chosen);
      change.mutate({ theme: chosen });
    },
    talk: (language: Language) => {
      void speak(language);
      change.mutate({ locale: language });
    },
  };
}
