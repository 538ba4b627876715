import classes from "./logo.module.css";

/** The mark: a P that is a face in profile. */
export function LogoMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="var(--p-accent)" />
      <path
        d="M11 25V8.5h6.2a5.6 5.6 0 0 1 0 11.2H11"
        fill="none"
        stroke="#fff"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="17" cy="14" r="1.9" fill="#ffb35c" />
    </svg>
  );
}

export function Logo() {
  return (
    <span className={classes.logo}>
      <LogoMark size={24} />
      Portret
    </span>
  );
}
