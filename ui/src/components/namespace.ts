import { useCallback } from "react";
import { useTranslation } from "react-i18next";

const KNOWN = ["user_id", "anonymous_id", "email", "phone"] as const;

/** An identifier, namespace:value, with the kind in words; whatever else stands there stays as it is. */
export function useIdentifierNames(): (identifier: string) => string {
  const namespaceName = useNamespaceNames();
  return useCallback(
    (identifier) => {
      const [, namespace, value] = /^([^:]+):(.*)$/s.exec(identifier) ?? [];
      return namespace && value ? `${namespaceName(namespace)} ${value}` : identifier;
    },
    [namespaceName],
  );
}

/** What kinds of identifiers are called: in words those that everybody has, others as whoever made them named them. */
export function useNamespaceNames(): (namespace: string) => string {
  const { t } = useTranslation("quality");
  return useCallback(
    (namespace) => {
      const known = KNOWN.find((each) => each === namespace);
      return known ? t(`field.${known}`) : namespace;
    },
    [t],
  );
}
