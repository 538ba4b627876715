import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "@/api/preferences";
import { changeMe, sessionQuery, type Theme, useSession } from "@/api/session";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { type Language, LANGUAGES } from "@/i18n";
import { Password } from "./password";
import { Sessions } from "./sessions";
import classes from "./settings.module.css";

const THEMES = ["system", "light", "dark"] as const satisfies readonly Theme[];

/** What everybody chooses for themselves. */
export function Profile() {
  return (
    <div className={classes.stack}>
      <Name />
      <Preferences />
      <Password />
      <Sessions />
    </div>
  );
}

function Name() {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const { user, role } = useSession();
  const cache = useQueryClient();
  const [name, setName] = useState(user.name);
  const save = useMutation({
    mutationFn: () => changeMe({ name: name.trim() }),
    onSuccess: async () => {
      await cache.invalidateQueries(sessionQuery);
      notifyDone(t("saved"));
    },
    onError: notifyProblem,
  });
  return (
    <Panel title={t("profile.title")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          label={t("profile.name")}
          description={t("profile.nameWhat")}
          autoComplete="name"
          maxLength={100}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <dl className={classes.facts}>
          <dt>{t("profile.email")}</dt>
          <dd>
            <bdi>{user.email}</bdi>
          </dd>
          <dt>{t("profile.role")}</dt>
          <dd>{tc(`role.${role as "owner"}`)}</dd>
        </dl>
        <div>
          <Button type="submit" loading={save.isPending} disabled={!name.trim() || name.trim() === user.name}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Preferences() {
  const { t, i18n } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const { theme, choose, talk } = usePreferences();
  return (
    <Panel title={t("profile.look")}>
      <div className={classes.form}>
        <Select
          label={tc("user.language")}
          description={t("profile.languageWhat")}
          allowDeselect={false}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          value={i18n.language}
          onChange={(language) => {
            if (language) talk(language as Language);
          }}
        />
        <div>
          <div className={classes.label} id="theme">
            {tc("user.theme")}
          </div>
          <SegmentedControl
            aria-labelledby="theme"
            value={theme}
            data={THEMES.map((value) => ({ value, label: tc(`theme.${value}`) }))}
            onChange={(value) => {
              choose(value);
            }}
          />
        </div>
      </div>
    </Panel>
  );
}
