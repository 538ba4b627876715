import type settings from "@/locales/en/settings.json";

type Words = (typeof settings)["audit"];
export type Done = keyof Words["did"];
export type Area = keyof Words["area"];
export type Verb = keyof Words["verb"];

const DONE = [
  "session-open",
  "session-close",
  "session-close-all",
  "session-refuse",
  "user-create",
  "user-change",
  "user-role",
  "user-disable",
  "user-enable",
  "user-delete",
  "user-password",
  "user-link",
  "user-join",
  "invite-create",
  "invite-delete",
  "token-create",
  "token-revoke",
] as const satisfies readonly Done[];

export const AREAS = [
  "workspace",
  "brands",
  "sources",
  "quarantine",
  "identity",
  "matching",
  "traits",
  "segments",
  "definitions",
  "profiles",
  "imports",
  "operations",
] as const satisfies readonly Area[];

const VERBS = [
  "accept",
  "apply",
  "ask",
  "cancel",
  "disable",
  "discard",
  "enable",
  "fixed",
  "freeze",
  "import",
  "merge",
  "ready",
  "reject",
  "reopen",
  "replay",
  "rotate",
  "split",
  "start",
] as const satisfies readonly Verb[];

const BY_METHOD: Record<string, Verb> = { POST: "create", PUT: "save", PATCH: "change", DELETE: "delete" };

export type Action = { done: Done } | { area: Area; verb: Verb } | { code: string };

/** What an entry says was done, as words that are translated; what has none is shown as it is. */
export function actionOf(code: string): Action {
  const done = DONE.find((each) => each === code.replaceAll(".", "-"));
  if (done) return { done };
  const [, method = "", path = ""] = /^([A-Z]+) \/api\/(\S+)$/.exec(code) ?? [];
  const parts = path.split("/").filter((part) => !part.startsWith("{"));
  const area = AREAS.find((each) => each === parts[0]);
  const verb = VERBS.find((each) => parts.slice(1).includes(each)) ?? BY_METHOD[method];
  return area && verb ? { area, verb } : { code };
}

/** What the filter asks for: the beginning of what the entries say. */
export const KINDS = ["session.", "user.", "invite.", "token.", ...AREAS.map((area) => `/api/${area}` as const)];
