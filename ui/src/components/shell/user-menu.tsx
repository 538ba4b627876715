import { Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSelector, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "@/api/preferences";
import { signOut, type Theme, useSession } from "@/api/session";
import { Initials } from "@/components/initials";
import { notifyProblem } from "@/components/notify";
import { type Language, LANGUAGES } from "@/i18n";
import classes from "./side.module.css";

const THEMES = { system: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;

/** Who is signed in; language and colours, which follow the person to every machine; the way out. */
export function UserMenu() {
  const { t, i18n } = useTranslation();
  const { user, role } = useSession();
  const { theme: present, choose, talk } = usePreferences();
  const leave = useMutation({
    mutationFn: signOut,
    onError: notifyProblem,
  });
  return (
    <Menu position="top-start" width={228}>
      <Menu.Target>
        <button type="button" className={classes.user}>
          <Initials name={user.name} seed={user.id} size={26} />
          <span className={classes.userText}>
            <bdi className={classes.userName}>{user.name}</bdi>
            <span className={classes.userRole}>{t(`role.${role}`)}</span>
          </span>
          <IconSelector size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("user.language")}</Menu.Label>
        {(Object.keys(LANGUAGES) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => {
              talk(language);
            }}
            rightSection={i18n.language === language ? <IconCheck size={14} aria-label={t("user.chosen")} /> : null}
          >
            {LANGUAGES[language]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("user.theme")}</Menu.Label>
        {(Object.keys(THEMES) as Theme[]).map((theme) => {
          const Icon = THEMES[theme];
          return (
            <Menu.Item
              key={theme}
              leftSection={<Icon size={15} aria-hidden />}
              onClick={() => {
                choose(theme);
              }}
              rightSection={present === theme ? <IconCheck size={14} aria-label={t("user.chosen")} /> : null}
            >
              {t(`theme.${theme}`)}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={15} aria-hidden />}
          onClick={() => {
            leave.mutate();
          }}
        >
          {t("user.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
