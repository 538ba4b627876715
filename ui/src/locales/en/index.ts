// what the server tells is English already: its words are for those who translate them
const files = import.meta.glob<object>(["./*.json", "!./faults.json"], { eager: true, import: "default" });

/** The words of this language by namespace: each file beside this one is one. */
export default Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.slice(2, -".json".length), words]),
);
