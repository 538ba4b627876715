import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAuthors } from "@/api/authors";
import { Author } from "@/components/author";
import { When } from "@/components/when";
import { type Line, lineDiff } from "@/lib/line-diff";
import { yamlOf } from "@/lib/yaml";
import classes from "./versions.module.css";

interface Version {
  version: number;
  definition: object;
  author: string;
  reason: string;
  /** Empty where it was always there. */
  created_at: string;
  deleted: boolean;
}

interface VersionsProps {
  /** Newest first. */
  versions: readonly Version[];
  more?: (() => void) | undefined;
  /** Puts an older version in force again. */
  onRestore?: ((version: Version) => void) | undefined;
}

/** All versions of a definition, each with what it changed. */
export function Versions({ versions, more, onRestore }: VersionsProps) {
  const { t } = useTranslation();
  const names = useAuthors(versions.map((each) => each.author));
  const [opened, setOpened] = useState<number | null>(versions[0]?.version ?? null);
  return (
    <ol className={classes.versions}>
      {versions.map((each, index) => {
        const before = versions[index + 1];
        const isOpen = opened === each.version;
        return (
          <li key={each.version} className={classes.version}>
            <div className={classes.head}>
              <button
                type="button"
                className={classes.toggle}
                aria-expanded={isOpen}
                onClick={() => {
                  setOpened(isOpen ? null : each.version);
                }}
              >
                <span className={classes.number}>{t("versions.one", { number: each.version })}</span>
                {each.deleted && <span className={classes.gone}>{t("versions.deleted")}</span>}
                <bdi className={classes.reason}>{each.reason || t("versions.noReason")}</bdi>
              </button>
              {each.created_at && (
                <span className={classes.who}>
                  <When at={each.created_at} /> · <Author id={each.author} names={names} />
                </span>
              )}
              {onRestore && index > 0 && !each.deleted && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => {
                    onRestore(each);
                  }}
                >
                  {t("versions.restore")}
                </Button>
              )}
            </div>
            {isOpen && <Diff lines={lineDiff(before ? yamlOf(before.definition) : "", yamlOf(each.definition))} />}
          </li>
        );
      })}
      {more && (
        <Button variant="default" onClick={more}>
          {t("versions.more")}
        </Button>
      )}
    </ol>
  );
}

const SIGNS = { same: " ", gone: "−", new: "+" } as const;

function Diff({ lines }: { lines: readonly Line[] }) {
  return (
    <pre className={classes.diff} tabIndex={0} dir="ltr">
      {lines.map((line, index) => (
        <span key={index} className={classes.line} data-change={line.change}>
          {`${SIGNS[line.change]} ${line.text}\n`}
        </span>
      ))}
    </pre>
  );
}
