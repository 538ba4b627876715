import { Button, SegmentedControl, Select, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Panel } from "@/components/panel";
import { clip, Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useCalled } from "@/components/called";
import { useMay } from "@/lib/permission";
import classes from "./aside.module.css";
import { type ConsentEdit, useConsentEdit } from "./edits";
import { factsOf } from "./facts";
import { AddButton, Reason } from "./parts";

const NAME_LETTERS = 60;
const LONGEST_PURPOSE = 100;

/** What somebody answered at each brand when they were asked; colleagues set what they were told. */
export function Consents({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const brandName = useCalled().brand;
  const seesPeople = useMay("personal_data.see");
  const mayEdit = useMay("people.edit") && seesPeople;
  const { set, isPending } = useConsentEdit(profile.id);
  const [isAdding, setAdding] = useState(false);
  const told = Object.entries(profile.consent_per_brand).filter(([, purposes]) => Object.keys(purposes).length > 0);
  const brands = [
    ...new Set([...Object.keys(factsOf(profile).per_brand ?? {}), ...Object.keys(profile.consent_per_brand)]),
  ];
  return (
    <Panel
      title={t("aside.consents")}
      aside={
        mayEdit &&
        brands.length > 0 && (
          <AddButton
            isOpen={isAdding}
            onToggle={() => {
              setAdding(!isAdding);
            }}
          />
        )
      }
    >
      {isAdding && (
        <NewConsent
          brands={brands}
          onSave={(edit) => {
            set({ ...edit, before: profile.consent_per_brand[edit.brand]?.[edit.purpose]?.granted });
            setAdding(false);
          }}
        />
      )}
      {told.length === 0 && !isAdding && <p className={classes.none}>{t("aside.noConsents")}</p>}
      {told.map(([brand, purposes]) => (
        <section key={brand} aria-label={brandName(brand)}>
          {brands.length > 1 && (
            <h3 className={classes.brand}>
              <Clipped text={brandName(brand)} letters={NAME_LETTERS} />
            </h3>
          )}
          <ul className={classes.consents}>
            {Object.entries(purposes).map(([purpose, answer]) => (
              <li key={purpose} className={classes.consent}>
                <span>
                  <Clipped text={purpose} letters={NAME_LETTERS} />
                  <br />
                  <span className={classes.answer} data-granted={answer.granted}>
                    {t(answer.granted ? "aside.granted" : "aside.denied")}
                  </span>{" "}
                  <span className={classes.told}>
                    <When at={answer.at} />
                    {answer.author !== "" && (
                      <>
                        {" · "}
                        <Clipped text={t("traits.byHand", { name: answer.author })} letters={NAME_LETTERS} />
                      </>
                    )}
                  </span>
                </span>
                {mayEdit && (
                  <Switch
                    size="sm"
                    checked={answer.granted}
                    disabled={isPending}
                    aria-label={t("edit.agrees", { purpose: clip(purpose, NAME_LETTERS) })}
                    onChange={(event) => {
                      const granted = event.currentTarget.checked;
                      set({ brand, purpose, granted, before: answer.granted, reason: "" });
                    }}
                  />
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Panel>
  );
}

interface NewConsentProps {
  brands: string[];
  onSave: (edit: Omit<ConsentEdit, "before">) => void;
}

function NewConsent({ brands, onSave }: NewConsentProps) {
  const { t } = useTranslation("people");
  const brandName = useCalled().brand;
  const [brand, setBrand] = useState(brands[0] ?? "");
  const [purpose, setPurpose] = useState("");
  const [answer, setAnswer] = useState("granted");
  const [reason, setReason] = useState("");
  return (
    <form
      className={classes.adding}
      onSubmit={(event) => {
        event.preventDefault();
        if (purpose.trim()) {
          onSave({ brand, purpose: purpose.trim(), granted: answer === "granted", reason: reason.trim() });
        }
      }}
    >
      {brands.length > 1 && (
        <Select
          label={t("edit.brand")}
          data={brands.map((slug) => ({ value: slug, label: brandName(slug) }))}
          value={brand}
          allowDeselect={false}
          onChange={(chosen) => {
            setBrand(chosen ?? brand);
          }}
        />
      )}
      <TextInput
        label={t("edit.purpose")}
        placeholder={t("edit.purposeExample")}
        autoFocus
        maxLength={LONGEST_PURPOSE}
        value={purpose}
        onChange={(event) => {
          setPurpose(event.currentTarget.value);
        }}
      />
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("edit.answer")}
        value={answer}
        onChange={setAnswer}
        data={[
          { value: "granted", label: t("aside.granted") },
          { value: "denied", label: t("aside.denied") },
        ]}
      />
      <Reason value={reason} onChange={setReason} />
      <Button type="submit" disabled={purpose.trim() === ""}>
        {t("edit.save")}
      </Button>
    </form>
  );
}
