import { ActionIcon, Button, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  IconActivity,
  IconAlertTriangle,
  IconChevronRight,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { Empty } from "@/components/empty";
import { Json } from "@/components/json";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { detailInWords } from "@/i18n/wording";
import { type Arrival, streamQuery } from "./queries";
import classes from "./debugger.module.css";

const PAUSE_MS = 250;
const NAME_LETTERS = 100;

interface DebuggerProps {
  id: string;
  search: string;
  faulty: boolean;
  onChange: (change: { search?: string; faulty?: boolean }) => void;
}

/** What a source sends, as it arrives, before anything is made of it. */
export function Debugger({ id, search, faulty, onChange }: DebuggerProps) {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const { sees_personal_data: seesPeople } = useSession();
  const [isPaused, setPaused] = useState(false);
  const [typed, setTyped] = useState(search);
  const options = streamQuery(id, seesPeople ? search : "", faulty);
  const stream = useQuery({ ...options, ...(isPaused ? { refetchInterval: false, enabled: false } : {}) });
  const ask = useDebouncedCallback((text: string) => {
    onChange({ search: text });
  }, PAUSE_MS);
  // who may not see people may not look for them on the server either
  const wanted = seesPeople ? "" : search.toLocaleLowerCase();
  const items = (stream.data?.items ?? []).filter((each) => each.name.toLocaleLowerCase().includes(wanted));
  return (
    <Panel
      flush
      title={
        <span className={classes.live}>
          {t("debugger.title")}
          <span className={classes.dot} data-live={(stream.isSuccess && !isPaused) || undefined} />
          <span className={classes.state}>{t(isPaused ? "debugger.paused" : "debugger.live")}</span>
        </span>
      }
    >
      <div className={classes.tools} role="search">
        <TextInput
          className={classes.search}
          aria-label={t("debugger.search")}
          placeholder={t(seesPeople ? "debugger.searchExample" : "debugger.searchNames")}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={typed}
          maxLength={200}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            ask(event.currentTarget.value.trim());
          }}
        />
        <SegmentedControl
          aria-label={t("debugger.show")}
          value={faulty ? "faulty" : "all"}
          onChange={(value) => {
            onChange({ faulty: value === "faulty" });
          }}
          data={[
            { value: "all", label: t("debugger.all") },
            { value: "faulty", label: t("debugger.faulty") },
          ]}
        />
        <Tooltip label={t(isPaused ? "debugger.resume" : "debugger.pause")}>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t(isPaused ? "debugger.resume" : "debugger.pause")}
            aria-pressed={isPaused}
            onClick={() => {
              setPaused(!isPaused);
            }}
          >
            {isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </div>
      {(stream.data?.skipped ?? 0) > 0 && (
        <p className={classes.skipped}>
          {t("debugger.skipped", {
            count: stream.data?.skipped ?? 0,
            events: format.number(stream.data?.skipped ?? 0),
          })}
        </p>
      )}
      {stream.error && <ProblemNote small error={stream.error} onRetry={() => void stream.refetch()} />}
      {!stream.error && items.length === 0 && (
        <Empty small icon={IconActivity} title={t(search || faulty ? "debugger.nothingFound" : "debugger.waiting")}>
          {t(search || faulty ? "debugger.nothingFoundWhat" : "debugger.waitingWhat")}
        </Empty>
      )}
      <ol className={classes.rows}>
        {items.map((each) => (
          <li key={each.position}>
            <Row arrival={each} sourceId={id} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Row({ arrival, sourceId }: { arrival: Arrival; sourceId: string }) {
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const person = arrival.user_id || arrival.anonymous_id;
  return (
    <>
      <button
        type="button"
        className={classes.row}
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        <IconChevronRight size={14} className={classes.chevron} data-open={isOpen || undefined} aria-hidden />
        <time className={classes.time} dateTime={arrival.received_at} title={format.exactly(arrival.received_at)}>
          {format.clock(arrival.received_at)}
        </time>
        <span className={classes.type}>{arrival.type || "–"}</span>
        <span className={classes.name}>
          {arrival.name ? (
            <Clipped text={arrival.name} letters={NAME_LETTERS} />
          ) : (
            <span className={classes.dim}>–</span>
          )}
        </span>
        {arrival.code ? (
          <span className={classes.fault}>
            <IconAlertTriangle size={13} aria-hidden />
            <span>{arrival.code}</span>
          </span>
        ) : (
          <span />
        )}
        <span className={classes.person}>
          <Clipped text={person} letters={NAME_LETTERS} />
        </span>
      </button>
      {isOpen && <Opened arrival={arrival} sourceId={sourceId} />}
    </>
  );
}

function Opened({ arrival, sourceId }: { arrival: Arrival; sourceId: string }) {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const { sees_personal_data: seesPeople } = useSession();
  const ref = arrival.user_id ? `user_id:${arrival.user_id}` : `anonymous_id:${arrival.anonymous_id}`;
  const facts = [
    [t("debugger.received"), format.exactly(arrival.received_at)],
    [t("debugger.messageId"), arrival.message_id],
    [t("debugger.library"), arrival.library],
    [t("debugger.origin"), arrival.origin],
    [t("debugger.agent"), arrival.user_agent],
    [t("debugger.size"), t("debugger.bytes", { count: arrival.bytes, bytes: format.number(arrival.bytes) })],
  ].filter(([, value]) => value);
  return (
    <div className={classes.opened}>
      {arrival.code && (
        <div className={classes.why}>
          <IconAlertTriangle size={16} aria-hidden />
          <div>
            <strong>{arrival.code}</strong> <bdi>{detailInWords(arrival)}</bdi>
            <div>
              <Button
                size="compact-xs"
                variant="default"
                renderRoot={(props) => (
                  <Link to="/quarantine" search={{ source: sourceId, code: arrival.code }} {...props} />
                )}
              >
                {t("debugger.toQuarantine")}
              </Button>
            </div>
          </div>
        </div>
      )}
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Clipped text={value ?? ""} />
            </dd>
          </div>
        ))}
      </dl>
      {arrival.event === null || arrival.event === undefined ? (
        <pre className={classes.text} tabIndex={0} dir="ltr">
          {arrival.text}
        </pre>
      ) : (
        <Json of={arrival.event} />
      )}
      {seesPeople && !arrival.code && (arrival.user_id || arrival.anonymous_id) && (
        <Button
          size="compact-xs"
          variant="default"
          renderRoot={(props) => <Link to="/people/$ref" params={{ ref }} {...props} />}
        >
          {t("debugger.toPerson")}
        </Button>
      )}
    </div>
  );
}
