/* One line per file in `en/`: from it `t()` knows its keys. */
import "i18next";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    returnNull: false;
  }
  interface ResourceNamespaceMap {
    common: typeof import("./en/common.json");
    definition: typeof import("./en/definition.json");
    faults: typeof import("./en/faults.json");
    home: typeof import("./en/home.json");
    identity: typeof import("./en/identity.json");
    imports: typeof import("./en/imports.json");
    people: typeof import("./en/people.json");
    quality: typeof import("./en/quality.json");
    quarantine: typeof import("./en/quarantine.json");
    rfm: typeof import("./en/rfm.json");
    segments: typeof import("./en/segments.json");
    session: typeof import("./en/session.json");
    settings: typeof import("./en/settings.json");
    sources: typeof import("./en/sources.json");
    traits: typeof import("./en/traits.json");
  }
}
