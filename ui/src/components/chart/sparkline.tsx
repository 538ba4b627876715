import classes from "./sparkline.module.css";

/** A curve without axes, as wide as its place. Decoration of a figure that stands beside it. */
export function Sparkline({ values, height = 28 }: { values: readonly number[]; height?: number }) {
  if (values.length < 2) return <div style={{ height }} />;
  const top = Math.max(...values, 1);
  const step = 100 / (values.length - 1);
  const points = values.map(
    (value, index) => `${(index * step).toFixed(2)},${(height - 2 - (value / top) * (height - 4)).toFixed(2)}`,
  );
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 100 ${height}`}
      height={height}
      preserveAspectRatio="none"
      aria-hidden
    >
      <polygon points={`0,${height} ${points.join(" ")} 100,${height}`} className={classes.area} />
      <polyline points={points.join(" ")} className={classes.line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
