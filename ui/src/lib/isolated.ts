const LONGEST = 120;

/** What people sent, cut, and kept from turning the direction of the sentence around it. */
export function isolated(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
  return `\u2068${cut}\u2069`;
}
