import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Whether the page is being printed: true in time for the browser to take its picture. */
export function useIsPrinted(): boolean {
  const [isPrinted, setPrinted] = useState(false);
  useEffect(() => {
    const begins = () => {
      flushSync(() => {
        setPrinted(true);
      });
    };
    const ends = () => {
      setPrinted(false);
    };
    window.addEventListener("beforeprint", begins);
    window.addEventListener("afterprint", ends);
    return () => {
      window.removeEventListener("beforeprint", begins);
      window.removeEventListener("afterprint", ends);
    };
  }, []);
  return isPrinted;
}
