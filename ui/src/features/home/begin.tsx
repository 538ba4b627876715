import { Button } from "@mantine/core";
import { IconFileImport, IconPlugConnected, IconUsersGroup } from "@tabler/icons-react";
import { Link, linkOptions } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Panel } from "@/components/panel";
import { useMay } from "@/lib/permission";
import classes from "./begin.module.css";

/** What to do first, while nothing has come yet. */
export default function Begin() {
  const { t } = useTranslation("home");
  const steps = [
    {
      step: "source",
      icon: IconPlugConnected,
      may: useMay("sources.manage"),
      link: linkOptions({ to: "/sources", search: { new: true } }),
    },
    { step: "file", icon: IconFileImport, may: useMay("data.import"), link: linkOptions({ to: "/imports" }) },
    {
      step: "segments",
      icon: IconUsersGroup,
      may: useMay("definitions.edit"),
      link: linkOptions({ to: "/segments/ready-made" }),
    },
  ] as const;
  return (
    <Panel title={t("begin.title")}>
      <p className={classes.about}>{t("begin.about")}</p>
      <ol className={classes.steps}>
        {steps.map(({ step, icon: Icon, may, link }, index) => (
          <li key={step} className={classes.step}>
            <span className={classes.icon}>
              <Icon size={19} stroke={1.6} aria-hidden />
            </span>
            <h3 className={classes.title}>{t(`begin.${step}.title`)}</h3>
            <p className={classes.what}>{t(`begin.${step}.what`)}</p>
            {may && (
              <Button
                variant={index === 0 ? "filled" : "default"}
                renderRoot={(props) => <Link {...link} {...props} />}
              >
                {t(`begin.${step}.do`)}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
