import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", ru: "Русский", pl: "Polski" } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT_UNDER = "portret-language";
const load: Record<Language, () => Promise<{ default: Record<string, object> }>> = {
  en: () => import("@/locales/en"),
  ru: () => import("@/locales/ru"),
  pl: () => import("@/locales/pl"),
};

/** The language to begin with: the one used last on this machine, else the browser's, else English. */
export function firstLanguage(): Language {
  return [kept(), ...navigator.languages].map((tag) => tag?.slice(0, 2)).find(isLanguage) ?? "en";
}

/** Speak a language: loads its words once, marks the document, and remembers it for the sign-in page. */
export async function speak(language: Language): Promise<void> {
  const { default: words } = await load[language]();
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      fallbackLng: false,
      defaultNS: "common",
      resources: { [language]: words },
      interpolation: { escapeValue: false }, // React writes text as text
      returnNull: false,
    });
  } else {
    for (const [namespace, texts] of Object.entries(words)) i18next.addResourceBundle(language, namespace, texts);
    await i18next.changeLanguage(language);
  }
  document.documentElement.lang = language;
  keep(language);
}

export function isLanguage(tag: string | undefined | null): tag is Language {
  return tag != null && tag in LANGUAGES;
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT_UNDER);
  } catch {
    return null;
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(KEPT_UNDER, language);
  } catch {
    // storage is closed to us: the next visit asks the browser again
  }
}
