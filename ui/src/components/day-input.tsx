import { ActionIcon, Popover, TextInput } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDays, useFormat } from "@/i18n/format";
import classes from "./day-input.module.css";

const Calendar = lazy(() => import("./calendar"));

interface DayInputProps {
  label?: string;
  "aria-label"?: string;
  /** YYYY-MM-DD; "" for none. */
  value: string;
  onChange: (day: string) => void;
  /** What is wrong with the day, beside how it is written. */
  error?: string | boolean;
  size?: "xs" | "sm";
  className?: string | undefined;
}

/** A day, written in figures as in the reader's language, or chosen from a calendar. */
export function DayInput({ value, onChange, error = false, size = "sm", ...rest }: DayInputProps) {
  const { t } = useTranslation();
  const days = useDays();
  const format = useFormat();
  const [draft, setDraft] = useState<string>();
  const [isOpen, setIsOpen] = useState(false);
  const [isLeft, setIsLeft] = useState(false);
  const isWrong = draft !== undefined && draft.trim() !== "" && days.read(draft, true) === "";
  const leave = () => {
    if (draft === undefined) return;
    setIsLeft(true);
    const day = days.read(draft, true);
    if (draft.trim() !== "" && day === "") return;
    setDraft(undefined);
    if (day !== value) onChange(day);
  };
  return (
    <TextInput
      {...rest}
      size={size}
      inputMode="numeric"
      autoComplete="off"
      placeholder={days.write(EXAMPLE).replace(/\d/g, "·")}
      value={draft ?? (value && days.write(value))}
      error={isWrong && isLeft ? t("day.wrong", { example: days.write(format.dayKey(new Date())) }) : error}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setDraft(text);
        setIsLeft(false);
        const day = days.read(text, false);
        if ((day || text.trim() === "") && day !== value) onChange(day);
      }}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === "Enter") leave();
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        setIsOpen(true);
      }}
      rightSection={
        <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" trapFocus returnFocus withinPortal>
          <Popover.Target>
            <ActionIcon
              size={size}
              aria-label={`${t("day.choose")}: ${rest.label ?? rest["aria-label"] ?? ""}`}
              onClick={() => {
                setIsOpen((before) => !before);
              }}
            >
              <IconCalendar size={15} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown aria-label={t("day.choose")} className={classes.calendar}>
            <Suspense>
              <Calendar
                value={value}
                days={days}
                onChoose={(day) => {
                  setDraft(undefined);
                  setIsOpen(false);
                  onChange(day);
                }}
              />
            </Suspense>
          </Popover.Dropdown>
        </Popover>
      }
    />
  );
}

const EXAMPLE = "2026-11-22";
