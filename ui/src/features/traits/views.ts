/** What the addresses of traits may hold; apart from the pages, so that only these words are loaded at first. */
export const ORIGINS = ["all", "computed", "builtIn", "told"] as const;
export type Origin = (typeof ORIGINS)[number];

export const TABS = ["overview", "definition", "versions"] as const;
export type Tab = (typeof TABS)[number];
