import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useSession } from "@/api/session";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { rolesQuery } from "./queries";
import classes from "./settings.module.css";

type Permission = Schema<"RoleList">["permissions"][number];

/** What each role may do, from the table that the server goes by. */
export function Roles() {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const { role: mine } = useSession();
  const roles = useQuery(rolesQuery);
  if (roles.error) return <ProblemNote error={roles.error} onRetry={() => void roles.refetch()} />;
  if (!roles.data) return <Skeleton h={640} />;
  const { items, permissions } = roles.data;
  const areas = [...new Set(permissions.map(areaOf))];
  return (
    <div className={classes.stack}>
      <Panel title={t("section.roles")}>
        <dl className={classes.roles}>
          {items.map(({ role }) => (
            <div key={role}>
              <dt>
                {tc(`role.${role}`)}
                {role === mine && <span className={classes.dim}> {t("roles.mine")}</span>}
              </dt>
              <dd>{t(`roleAbout.${role}`)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={t("roles.table")} flush>
        {/* what scrolls must be reached by keyboard */}
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("roles.table")}>
          <table className={classes.matrix}>
            <thead>
              <tr>
                <th scope="col">{t("roles.may")}</th>
                {items.map(({ role }) => (
                  <th key={role} scope="col" data-mine={role === mine || undefined}>
                    {tc(`role.${role}`)}
                  </th>
                ))}
              </tr>
            </thead>
            {areas.map((area) => (
              <tbody key={area}>
                {permissions
                  .filter((each) => areaOf(each) === area)
                  .map((permission) => (
                    <tr key={permission}>
                      <th scope="row" title={permission}>
                        {t(`permission.${wordOf(permission)}`)}
                      </th>
                      {items.map(({ role, permissions: may }) => (
                        <td key={role} data-mine={role === mine || undefined}>
                          {may.includes(permission) ? (
                            <IconCheck size={16} className={classes.yes} aria-label={t("roles.yes")} role="img" />
                          ) : (
                            <IconMinus size={14} className={classes.no} aria-label={t("roles.no")} role="img" />
                          )}
                        </td>
                      ))}
                    </tr>
                  ))}
              </tbody>
            ))}
          </table>
        </div>
      </Panel>
    </div>
  );
}

function areaOf(permission: Permission): string {
  return permission.split(".", 1)[0] ?? "";
}

type Worded<Text extends string> = Text extends `${infer Area}.${infer Verb}` ? `${Area}-${Verb}` : never;

/** A permission as a key of words, in which dots part levels. */
function wordOf<Text extends Permission>(permission: Text): Worded<Text> {
  return permission.replace(".", "-") as Worded<Text>;
}
