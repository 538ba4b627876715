import { type Dispatch, type SetStateAction, useEffect, useState } from "react";

const begun = new Map<string, string>();

/**
 * A text that somebody began, like one of `useState`: it is still there when they looked at something else meanwhile.
 * It may name people, so it stays in the open page and is not written to this machine as a draft is.
 */
export function useBegun(name: string, start: string): [string, Dispatch<SetStateAction<string>>] {
  const [text, setText] = useState(begun.get(name) ?? start);
  useEffect(() => {
    if (text === start) begun.delete(name);
    else begun.set(name, text);
  }, [name, text, start]);
  return [text, setText];
}
