import { useMediaQuery } from "@mantine/hooks";

const NARROW = "(max-width: 48em)";

/** Whether the window is that of a phone: what is wide is shown in another way there. */
export function useNarrow(): boolean {
  return useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
}
