import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { isMasked, MASK } from "@/lib/mask";

const TAIL = 6;

interface Person {
  id: string;
  name?: string | null;
  email?: string | null;
}

/**
 * What a person is called in a list: who told nothing of themselves is a visitor, told apart by the end of the id, as are
 * those whose names one may not see.
 */
export function usePersonLabel(): (person: Person) => string {
  const { t } = useTranslation("people");
  return useCallback(
    (person) => {
      const name = person.name ?? person.email;
      if (name && !isMasked(name)) return name;
      return `${name ? MASK : t("visitor")} ${person.id.slice(-TAIL)}`;
    },
    [t],
  );
}
