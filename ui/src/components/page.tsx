import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page.module.css";

interface PageProps {
  /** What the window is called and, unless `heading` says it in another way, the page's heading. */
  title: string;
  heading?: ReactNode;
  /** One line below the heading. */
  about?: ReactNode;
  /** Buttons at the right of the heading. */
  actions?: ReactNode;
  /** Fill the window's height: for pages that scroll a list inside. */
  fill?: boolean;
  children: ReactNode;
}

/** A page of the app: every route's component returns one. */
export function Page({ title, heading, about, actions, fill = false, children }: PageProps) {
  return (
    <main id="content" tabIndex={-1} className={classes.page} data-fill={fill || undefined}>
      <title>{`${title} · Portret`}</title>
      <div className={classes.head}>
        <div className={classes.titles}>
          {heading ?? <h1 className={classes.title}>{title}</h1>}
          {about && <div className={classes.about}>{about}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </main>
  );
}

/** What stands there while a page's code or its first data is on its way. */
export function PagePending() {
  return (
    <main className={classes.page} aria-busy>
      <Skeleton h={26} w={180} mb="lg" />
      <Skeleton h={92} mb="md" />
      <Skeleton h={280} />
    </main>
  );
}
