import type { Names } from "@/api/authors";
import { Clipped } from "./value";

const LETTERS = 60;

/** Who did something: their name, with the id to look up; the id itself where there is no name to it. */
export function Author({ id, names }: { id: string; names: Names }) {
  return (
    <span title={id}>
      <Clipped text={names.get(id) ?? id} letters={LETTERS} />
    </span>
  );
}
