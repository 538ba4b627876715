import { Button, Menu } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  IconChevronDown,
  IconCopy,
  IconDownload,
  IconEdit,
  IconPlayerPause,
  IconPlayerPlay,
  IconSnowflake,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import shared from "@/components/definition/definition.module.css";
import { asksToConfirm } from "@/components/definition/working";
import { Confirm } from "@/components/confirm";
import { notifyDone, notifyProblem } from "@/components/notify";
import { useMay } from "@/lib/permission";
import { refresh, useSwitch } from "./changes";
import { Export } from "./export";
import { Freeze } from "./freeze";
import { Import } from "./import";
import { useNameOf } from "./name";
import type { Definition } from "./queries";

type Open = "delete" | "disable" | "export" | "freeze" | "import" | null;

/** What can be done with a segment. */
export function SegmentActions({ segment }: { segment: Definition }) {
  const { t } = useTranslation("segments");
  const [open, setOpen] = useState<Open>(null);
  const [refusal, setRefusal] = useState("");
  const cache = useQueryClient();
  const navigate = useNavigate();
  const mayEdit = useMay("definitions.edit");
  const mayExport = useMay("segments.export");
  const mayImport = useMay("segments.import");
  const toggle = useSwitch(segment.key);
  const { key } = segment;
  const name = useNameOf()(segment);
  const isEnabled = segment.definition.enabled !== false;
  const isStatic = segment.definition.members.kind === "static";
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
  const remove = async () => {
    try {
      await data(api.DELETE("/api/segments/{key}", { params: { path: { key } } }));
      await navigate({ to: "/segments" });
      notifyDone(t("done.deleted", { name }));
      await refresh(cache);
    } catch (error) {
      notifyProblem(error as Error);
    }
  };

  return (
    <>
      {isStatic && mayImport && (
        <Button
          variant="default"
          leftSection={<IconUpload size={15} aria-hidden />}
          onClick={() => {
            setOpen("import");
          }}
        >
          {t("act.import")}
        </Button>
      )}
      {mayExport && (
        <Button
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => {
            setOpen("export");
          }}
        >
          {t("act.export")}
        </Button>
      )}
      {mayEdit && (
        <>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
                {t("act.more")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {!isStatic && (
                <Menu.Item
                  leftSection={<IconCopy size={15} aria-hidden />}
                  onClick={() => {
                    const { description = "", members } = segment.definition;
                    const document = { name: t("act.copyOf", { name }), description, members };
                    void navigate({ to: "/segments/new-segment", state: { segment: { document, of: key } } });
                  }}
                >
                  {t("act.copy")}
                </Menu.Item>
              )}
              <Menu.Item
                leftSection={<IconSnowflake size={15} aria-hidden />}
                onClick={() => {
                  setOpen("freeze");
                }}
              >
                {t("act.freeze")}
              </Menu.Item>
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
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={15} aria-hidden />}
                onClick={() => {
                  setOpen("delete");
                }}
              >
                {t("act.delete")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button
            leftSection={<IconEdit size={15} aria-hidden />}
            renderRoot={(props) => <Link to="/segments/$key/edit" params={{ key }} {...props} />}
          >
            {t("act.edit")}
          </Button>
        </>
      )}
      <Confirm
        title={t("delete.title", { name })}
        action={t("delete.do")}
        isDangerous
        opened={open === "delete"}
        onClose={close}
        onConfirm={remove}
      >
        {segment.used_by.length > 0 ? (
          <>
            {t("delete.used")}{" "}
            <span className={shared.key}>{segment.used_by.map((each) => each.split(":")[1]).join(", ")}</span>
          </>
        ) : (
          t(isStatic ? "delete.textStatic" : "delete.text")
        )}
      </Confirm>
      <Confirm
        title={t("disable.title", { name })}
        action={t("disable.do")}
        isDangerous
        opened={open === "disable"}
        onClose={close}
        onConfirm={() => disable(key)}
      >
        {refusal}
      </Confirm>
      <Export segment={segment} opened={open === "export"} onClose={close} />
      {open === "freeze" && <Freeze segment={segment} onClose={close} />}
      {open === "import" && <Import segment={segment} onClose={close} />}
    </>
  );
}
