import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./empty.module.css";

interface EmptyProps {
  icon: Icon;
  title: string;
  /** What this place is for, and how something comes into it. */
  children?: ReactNode;
  action?: ReactNode;
  small?: boolean;
  /** It is all of the page, whose heading its title then is. */
  isPage?: boolean;
}

/** Nothing is here yet: says what would be, and how to begin. */
export function Empty({ icon: Icon, title, children, action, small = false, isPage = false }: EmptyProps) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className={classes.empty} data-small={small || undefined}>
      <span className={classes.icon}>
        <Icon size={small ? 18 : 22} stroke={1.6} aria-hidden />
      </span>
      <Title className={classes.title}>{title}</Title>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
