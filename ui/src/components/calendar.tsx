import "@mantine/dates/styles.layer.css";
import { DatePicker, type DayOfWeek } from "@mantine/dates";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Days } from "@/i18n/days";
import classes from "./calendar.module.css";

const MONDAY = 1;
const OF_WEEK = 7;

interface CalendarProps {
  /** YYYY-MM-DD; "" for none. */
  value: string;
  days: Days;
  onChoose: (day: string) => void;
}

/** A month to choose a day from, by mouse or arrows; its words are those of the browser for the language. */
export default function Calendar({ value, days: { language }, onChoose }: CalendarProps) {
  const { t } = useTranslation();
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // the calendar comes later than the box that it stands in
    whole.current?.querySelector<HTMLElement>("table button[tabindex='0']")?.focus();
  }, []);
  const written = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
    return (day: string) => format.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
  };
  const monthOf = written({ month: "long", year: "numeric" });
  const month = (day: string) => monthOf(day).replace(/^./u, (letter) => letter.toLocaleUpperCase(language));
  const year = written({ year: "numeric" });
  return (
    <div ref={whole}>
      <DatePicker
        value={value || null}
        {...(value ? { defaultDate: value } : {})}
        onChange={(day) => {
          if (day) onChoose(day);
        }}
        highlightToday
        hideOutsideDates
        weekendDays={[]}
        classNames={{ calendarHeaderLevel: classes.level ?? "" }}
        firstDayOfWeek={firstDay(language)}
        weekdayFormat={written({ weekday: "short" })}
        monthLabelFormat={month}
        monthsListFormat={written({ month: "short" })}
        yearLabelFormat={year}
        yearsListFormat={year}
        decadeLabelFormat={(from, to) => `${year(from)} – ${year(to)}`}
        getDayAriaLabel={written({ dateStyle: "full" })}
        getMonthControlProps={(day) => ({ "aria-label": month(day) })}
        ariaLabels={{
          monthLevelControl: t("day.month"),
          yearLevelControl: t("day.year"),
          nextMonth: t("day.nextMonth"),
          previousMonth: t("day.previousMonth"),
          nextYear: t("day.nextYear"),
          previousYear: t("day.previousYear"),
          nextDecade: t("day.nextDecade"),
          previousDecade: t("day.previousDecade"),
        }}
      />
    </div>
  );
}

interface WithWeek {
  weekInfo?: { firstDay: number };
  getWeekInfo?: () => { firstDay: number };
}

/** 0 for Sunday; Monday where the browser does not know what is usual. */
function firstDay(language: string): DayOfWeek {
  const locale = new Intl.Locale(language) as WithWeek;
  return (((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? MONDAY) % OF_WEEK) as DayOfWeek;
}
