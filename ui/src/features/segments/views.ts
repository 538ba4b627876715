/** What the addresses of segments may hold; apart from the pages, so that only these words are loaded at first. */
export const KINDS = ["all", "dynamic", "static", "sql", "attention"] as const;
export type Kind = (typeof KINDS)[number];

export const TABS = ["overview", "members", "turnover", "definition", "versions"] as const;

export const SPANS = [7, 30, 90] as const;
