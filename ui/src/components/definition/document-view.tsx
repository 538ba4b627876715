import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Copy } from "@/components/copy";
import { yamlOf } from "@/lib/yaml";
import classes from "./document-view.module.css";

/** A definition as the document that it is, as files and the API have it. */
export function DocumentView({ document }: { document: unknown }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<"yaml" | "json">("yaml");
  const text = form === "yaml" ? yamlOf(document) : JSON.stringify(document, null, 2);
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t("document.form")}
          value={form}
          onChange={(value) => {
            setForm(value);
          }}
          data={[
            { value: "yaml", label: "YAML" },
            { value: "json", label: "JSON" },
          ]}
        />
        <Copy text={text} />
      </div>
      {/* what scrolls must be reached by keyboard */}
      <pre tabIndex={0} dir="ltr" className={classes.text}>
        {text}
      </pre>
    </div>
  );
}
