import { useEffect, useState } from "react";

const SHOWN_MS = 1500;

/** Copies a text, and tells for a moment that it did. */
export function useCopy(text: string): { isCopied: boolean; copy: () => void } {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isCopied]);
  return { isCopied, copy: () => void written(text).then(setCopied) };
}

async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return selected(text); // over plain http there is no clipboard: as browsers did it before
  }
}

function selected(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  (focused?.parentElement ?? document.body).append(field); // a dialog does not give the focus away
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is nothing else without https
  const isDone = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isDone;
}
