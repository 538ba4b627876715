import { Button, Menu } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconChevronDown, IconEdit, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import shared from "@/components/definition/definition.module.css";
import { asksToConfirm } from "@/components/definition/working";
import { Confirm } from "@/components/confirm";
import { notifyDone, notifyProblem } from "@/components/notify";
import { useCalled } from "@/components/called";
import { refresh, saveTrait, useSwitch } from "./changes";
import type { TraitDefinition } from "./queries";

/** What can be done with a computed trait. */
export function TraitActions({ found }: { found: TraitDefinition }) {
  const { t } = useTranslation("traits");
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"delete" | "disable" | null>(null);
  const [refusal, setRefusal] = useState("");
  const toggle = useSwitch(found.key);
  const name = useCalled().trait(found.key, found.definition.name ?? found.key);
  const isEnabled = found.definition.enabled !== false;
  const close = () => {
    setOpen(null);
  };
  const enable = () => {
    toggle.mutate(
      { enabled: true },
      {
        onSuccess: () => {
          notifyDone(t("done.enabled", { name }));
        },
      },
    );
  };
  const disable = async (confirm = "") => {
    try {
      await toggle.mutateAsync({ enabled: false, confirm });
      notifyDone(t("done.disabled", { name }), enable);
    } catch (error) {
      if (!asksToConfirm(error)) return;
      setRefusal(error.words);
      setOpen("disable");
    }
  };
  const restore = async () => {
    try {
      await saveTrait({ document: found.definition, ifMatch: undefined, reason: "", confirm: "" });
      await refresh(cache);
    } catch (error) {
      notifyProblem(error as Error);
    }
  };
  // a trait is worked out of history: deleted and made anew it has the same values
  const remove = async () => {
    try {
      await data(api.DELETE("/api/traits/{key}", { params: { path: { key: found.key } } }));
      await navigate({ to: "/traits" });
      notifyDone(t("done.deleted", { name }), () => void restore());
      cache.removeQueries({ queryKey: ["seen", "distribution", found.key] });
      await refresh(cache);
    } catch (error) {
      notifyProblem(error as Error);
    }
  };
  const removeOrAsk = () => {
    if (found.used_by.length > 0) setOpen("delete");
    else void remove();
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {t("act.more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {isEnabled ? (
            <Menu.Item leftSection={<IconPlayerPause size={15} aria-hidden />} onClick={() => void disable()}>
              {t("act.disable")}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconPlayerPlay size={15} aria-hidden />} onClick={enable}>
              {t("act.enable")}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={removeOrAsk}>
            {t("act.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        leftSection={<IconEdit size={15} aria-hidden />}
        renderRoot={(props) => <Link to="/traits/$key/edit" params={{ key: found.key }} {...props} />}
      >
        {t("act.edit")}
      </Button>
      <Confirm
        title={t("delete.title", { name })}
        action={t("delete.do")}
        isDangerous
        opened={open === "delete"}
        onClose={close}
        onConfirm={remove}
      >
        {t("delete.used")}{" "}
        <span className={shared.key}>{found.used_by.map((each) => each.split(":")[1]).join(", ")}</span>
      </Confirm>
      <Confirm
        title={t("disable.title", { name })}
        action={t("disable.do")}
        isDangerous
        opened={open === "disable"}
        onClose={close}
        onConfirm={() => disable(found.key)}
      >
        {refusal}
      </Confirm>
    </>
  );
}
