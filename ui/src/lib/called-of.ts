import type { Schema } from "@/api/client";

export type Kind = "segment" | "trait";

/** What people read where something is stored under a name. */
export interface Called {
  /** A text of a segment, such as its name: in the reader's language as long as it is the one it was added with. */
  segment: (key: string, text: string) => string;
  /** Likewise of a trait. */
  trait: (key: string, text: string) => string;
  /** What a brand is called that is stored by its slug. */
  brand: (slug: string) => string;
  /** Whether a text is one that everybody reads in their own language. */
  isReadyMade: (kind: Kind, key: string, text: string) => boolean;
}

/** What is called how, as a session tells it. */
export function calledOf({ brands, ready_made: readyMade }: Schema<"WordingView">): Called {
  const called = (kind: Kind, key: string, text: string) => own(own(readyMade, `${kind}:${key}`) ?? {}, text);
  return {
    segment: (key, text) => called("segment", key, text) ?? text,
    trait: (key, text) => called("trait", key, text) ?? text,
    brand: (slug) => own(brands, slug) ?? slug,
    isReadyMade: (kind, key, text) => called(kind, key, text) !== undefined,
  };
}

/** A member of an object that is its own: a text may be called like one that every object has. */
function own<T>(of: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
