/** What the server writes for what a role may not see. */
export const MASK = "•••";

/** Whether nothing of a text may be seen. */
export function isMasked(text: string | null | undefined): boolean {
  return text !== null && text !== undefined && text !== "" && text.replaceAll(MASK, "").trim() === "";
}
