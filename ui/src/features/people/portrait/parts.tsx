import { Button, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const LONGEST_REASON = 500;

/** Opens and closes the form of something new. */
export function AddButton({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  const { t } = useTranslation("people");
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconPlus size={14} aria-hidden />}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      {t("edit.add")}
    </Button>
  );
}

interface ReasonProps {
  className?: string | undefined;
  value: string;
  onChange: (reason: string) => void;
}

/** Why something is set by hand; nobody has to say. */
export function Reason({ className, value, onChange }: ReasonProps) {
  const { t } = useTranslation("people");
  return (
    <TextInput
      className={className}
      aria-label={t("edit.reason")}
      placeholder={t("edit.reasonExample")}
      maxLength={LONGEST_REASON}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
