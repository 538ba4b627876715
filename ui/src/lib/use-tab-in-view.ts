import { useEffect, useRef } from "react";

/** Gives a list of tabs that scrolls where the window is narrow: the open one is brought into its middle. */
export function useTabInView(open: string) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>("[aria-selected=true]");
    if (list.current && tab)
      list.current.scrollLeft = tab.offsetLeft - (list.current.clientWidth - tab.clientWidth) / 2;
  }, [open]);
  return list;
}
