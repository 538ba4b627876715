import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Logo } from "@/components/logo";
import { type Language, LANGUAGES, speak } from "@/i18n";
import classes from "./door.module.css";

/** The page of whoever is not inside yet: a card, and the language to read it in. */
export function Door({ title, about, children }: { title: string; about?: ReactNode; children?: ReactNode }) {
  const { t, i18n } = useTranslation("session");
  return (
    <div className={classes.door}>
      <title>{`${title} · Portret`}</title>
      <main className={classes.card}>
        <Logo />
        <h1 className={classes.title}>{title}</h1>
        {about != null && <p className={classes.about}>{about}</p>}
        {children}
      </main>
      <nav className={classes.languages} aria-label={t("language")}>
        {(Object.keys(LANGUAGES) as Language[]).map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-pressed={i18n.language === language}
            onClick={() => void speak(language)}
          >
            {LANGUAGES[language]}
          </button>
        ))}
      </nav>
    </div>
  );
}
