import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { type Language } from "./index";
import { inWords, type Wording } from "./wording";

const REFUSED = {
  detail: "The role “Support” does not allow this: “Import files” and “See personal data”. Ask an owner …",
  code: "permission-needed",
  values: {
    role: { text: "Support", code: "role", values: { id: "support" } },
    may: {
      text: "“Import files” and “See personal data”",
      code: "permissions",
      values: { ids: ["data.import", "personal_data.see"] },
    },
  },
};

const NAMED = ["vip", "new"].map((key) => ({
  text: `the segment ${key}`,
  code: "definition-named",
  values: { kind: { text: "segment", code: "definition-segment", values: {} }, key },
}));
const USED = {
  detail: "The trait spent is used by the segment vip, the segment new. …",
  code: "definition-used",
  values: {
    kind: { text: "trait", code: "definition-trait", values: {} },
    key: "spent",
    names: { text: "…", code: "all-of", values: { parts: NAMED } },
  },
};

async function said(language: Language, message: Wording): Promise<string> {
  const files = import.meta.glob<object>("../locales/*/*.json", { eager: true, import: "default" });
  const names = ["common", "settings", "faults"];
  const words = names.map((name) => [name, files[`../locales/${language}/${name}.json`] ?? {}] as const);
  await i18next.init({
    lng: language,
    resources: { [language]: Object.fromEntries(words) },
    interpolation: { escapeValue: false },
  });
  return inWords(message);
}

describe("what the server tells", () => {
  it("names roles and permissions as the pages do", async () => {
    expect(await said("en", REFUSED)).toBe(REFUSED.detail);
    expect(await said("ru", REFUSED)).toBe(
      "Роль «Поддержка» этого не позволяет: «Импортировать файлы» и «Видеть личные данные». " +
        "Обратитесь к владельцу или администратору рабочего пространства.",
    );
    expect(await said("pl", REFUSED)).toBe(
      "Rola „Wsparcie” na to nie pozwala: „Importować pliki” i „Widzieć dane osobowe”. " +
        "Poproś właściciela lub administratora obszaru roboczego.",
    );
  });

  it("names each of what it is made of", async () => {
    expect(await said("ru", USED)).toBe(
      "Удалить нельзя (признак spent), его используют сегмент vip и сегмент new. " +
        "Сначала измените или удалите то, что его использует.",
    );
  });
});
