/** What the editor of a kind of condition is given. */
export interface LeafProps<Kind> {
  value: Kind;
  path: string;
  onChange: (value: Kind) => void;
}
