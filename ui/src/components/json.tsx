import { Copy } from "./copy";
import classes from "./json.module.css";

/** A document as it is, to read and to copy. */
export function Json({ of: value }: { of: unknown }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <div className={classes.json}>
      <div className={classes.copy}>
        <Copy text={text} />
      </div>
      {/* what scrolls must be reached by keyboard */}
      <pre tabIndex={0} dir="ltr">
        {text}
      </pre>
    </div>
  );
}
