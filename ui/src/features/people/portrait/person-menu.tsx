import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconDots, IconDownload, IconEraser } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, type Schema } from "@/api/client";
import { outcome } from "@/api/operation";
import { Dialog } from "@/components/dialog";
import { notifyDone, notifyProblem } from "@/components/notify";
import { clip } from "@/components/value";
import { useMay } from "@/lib/permission";
import { isolated } from "@/lib/isolated";
import { nameOf } from "./facts";
import classes from "./split-dialog.module.css";

const NAME_LETTERS = 80;

/** What can be done with a person as a whole: take their data along, erase them. */
export function PersonMenu({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const mayErase = useMay("people.erase");
  const mayExport = useMay("personal_data.see");
  const [erases, setErases] = useState(false);
  const take = useMutation({ mutationFn: () => download(profile.id), onError: notifyProblem });
  if (!mayErase && !mayExport) return null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t("person.more")} loading={take.isPending}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayExport && (
            <Menu.Item
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => {
                take.mutate();
              }}
            >
              {t("person.export")}
            </Menu.Item>
          )}
          {mayErase && (
            <Menu.Item
              color="red"
              leftSection={<IconEraser size={16} aria-hidden />}
              onClick={() => {
                setErases(true);
              }}
            >
              {t("person.erase")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialog
        opened={erases}
        onClose={() => {
          setErases(false);
        }}
        title={t("person.eraseTitle")}
      >
        <Erase
          profile={profile}
          onClose={() => {
            setErases(false);
          }}
        />
      </Dialog>
    </>
  );
}

function Erase({ profile, onClose }: { profile: Schema<"ProfileView">; onClose: () => void }) {
  const { t } = useTranslation("people");
  const { t: words } = useTranslation();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const word = t("person.eraseWord");
  const isSure = typed.trim().toLocaleLowerCase() === word.toLocaleLowerCase();
  const erase = useMutation({
    mutationFn: () => outcome(api.DELETE("/api/profiles/{ref}", { params: { path: { ref: profile.id } } })),
    onSuccess: async () => {
      onClose();
      await navigate({ to: "/people" });
      cache.removeQueries({ queryKey: ["people"] });
      notifyDone(t("person.erased"));
    },
    onError: notifyProblem,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isSure) erase.mutate();
      }}
    >
      <p className={classes.note}>
        {t("person.eraseWhat", { name: isolated(clip(nameOf(profile) || profile.id, NAME_LETTERS)) })}
      </p>
      <TextInput
        data-autofocus
        autoComplete="off"
        label={t("person.eraseType", { word })}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {words("cancel")}
        </Button>
        <Button type="submit" color="red.9" disabled={!isSure} loading={erase.isPending}>
          {t("person.erase")}
        </Button>
      </div>
    </form>
  );
}

async function download(profileId: string): Promise<void> {
  const answer = await call(`/api/profiles/${encodeURIComponent(profileId)}/export`);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `${profileId}.json`;
  link.click();
  URL.revokeObjectURL(address);
}
