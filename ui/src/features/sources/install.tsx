import { Alert, SegmentedControl } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import cells from "@/components/cells.module.css";
import { Copy } from "@/components/copy";
import { Panel } from "@/components/panel";
import { NewKey } from "./keys";
import { useNewKey } from "./new-keys";
import { SERVER, type Source } from "./queries";
import { type Sdk, SDKS, snippetOf } from "./snippets";
import classes from "./sources.module.css";

const PLACEHOLDER = "WRITE_KEY";
const BY_KIND: Record<Source["kind"], readonly Sdk[]> = {
  browser: ["browser", "http"],
  server: ["node", "python", "http"],
  mobile: ["ios", "android", "http"],
  system: [],
};

/** How to send to a source: code to copy, with this server's address and, right after it is made, the key. */
export function Install({ source, sdk, onSdk }: { source: Source; sdk: Sdk | ""; onSdk: (sdk: Sdk) => void }) {
  const { t } = useTranslation("sources");
  const key = useNewKey(source.id);
  const fitting = BY_KIND[source.kind];
  const others = SDKS.filter((each) => !fitting.includes(each));
  const offered = [...fitting, ...others];
  const chosen = sdk || (offered[0] ?? "http");
  const snippet = snippetOf(chosen, SERVER, key ?? PLACEHOLDER);
  return (
    <Panel title={t("install.title")}>
      <div className={classes.stack}>
        <NewKey sourceId={source.id} />
        <div className={classes.scroll}>
          <SegmentedControl
            aria-label={t("install.sdk")}
            value={chosen}
            onChange={onSdk}
            data={offered.map((value) => ({ value, label: t(`sdk.${value}`) }))}
          />
        </div>
        {!fitting.includes(chosen) && (
          <Alert color="yellow" icon={<IconAlertTriangle size={17} aria-hidden />}>
            {t(`install.otherKind.${source.kind === "server" ? "server" : "client"}`)}
          </Alert>
        )}
        <p className={classes.lead}>
          {t("install.address")}{" "}
          <span className={classes.server}>
            <code className={classes.inline}>{SERVER}</code> <Copy text={SERVER} />
          </span>
          <br />
          {key ? t("install.withKey") : t("install.withoutKey", { placeholder: PLACEHOLDER })}
        </p>
        {snippet.parts.map((part) => (
          <figure key={part.word} className={classes.snippet}>
            <figcaption>{t(`install.${part.word}`)}</figcaption>
            <div className={classes.code}>
              <pre tabIndex={0} dir="ltr">
                {part.code}
              </pre>
              <span className={classes.copy}>
                <Copy text={part.code} what={t("install.copy")} />
              </span>
            </div>
          </figure>
        ))}
        <p className={cells.dim}>{t("install.then")}</p>
      </div>
    </Panel>
  );
}
