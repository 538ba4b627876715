import classes from "./initials.module.css";

const HUES = 8;

/** A person as two letters on one of eight colours, the same one wherever they are shown. */
export function Initials({ name, seed, size = 28 }: { name: string | null | undefined; seed: string; size?: number }) {
  const style = { "--size": `${size}px`, "--letters": `${Math.round(size * 0.4)}px` } as React.CSSProperties;
  return (
    <span className={classes.initials} data-hue={hueOf(seed)} style={style} aria-hidden>
      {initialsOf(name)}
    </span>
  );
}

export function initialsOf(name: string | null | undefined): string {
  const words = (name ?? "").split("@", 1)[0]?.match(/[\p{L}\p{N}]+/gu) ?? [];
  const picked = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return picked.map((word) => firstLetter(word ?? "").toLocaleUpperCase()).join("") || "?";
}

function firstLetter(word: string): string {
  const code = word.codePointAt(0);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function hueOf(seed: string): number {
  let sum = 0;
  for (const letter of seed) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}
