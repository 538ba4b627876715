/** A JSON document as YAML, as files of definitions are written. */
export function yamlOf(value: unknown): string {
  return block(value, "").replace(/^\n/, "");
}

const PLAIN = /^[\p{L}_][\p{L}\p{N}_ ./-]*$/u;
const WORDS = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"]);

function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return " []\n";
    return `\n${value.map((each) => `${indent}-${item(each, `${indent}  `)}`).join("")}`;
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    if (entries.length === 0) return " {}\n";
    return `\n${entries.map(([name, part]) => `${indent}${scalar(name)}:${block(part, `${indent}  `)}`).join("")}`;
  }
  return ` ${scalar(value)}\n`;
}

/** What stands after a dash: an object begins on the same line. */
function item(value: unknown, indent: string): string {
  const text = block(value, indent);
  return text.startsWith(`\n${indent}`) && !Array.isArray(value) ? ` ${text.slice(indent.length + 1)}` : text;
}

function scalar(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const isPlain = PLAIN.test(value) && !WORDS.has(value.toLowerCase()) && value === value.trim();
  return isPlain ? value : JSON.stringify(value);
}
