import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Problem } from "@/api/problem";
import { useSession } from "@/api/session";
import { notifyProblem } from "@/components/notify";
import type { Kind } from "@/lib/called-of";
import { type Draft, useDraft } from "@/lib/draft";
import { without } from "@/lib/without";
import { type Gaps, plain } from "./document";
import { faultsOf } from "./faults";
import { KEY, keyOf } from "./model";

export interface Named {
  key: string;
  name?: string;
  description?: string;
}

export interface Working<Document extends Named> {
  document: Document;
  reason: string;
  /** Of the definition that was looked at when this began; undefined for a new one. */
  version: number | undefined;
}

export interface Saving<Document extends Named> {
  document: Document;
  /** The entity tag of the version that it takes the place of, "*" for whichever there is; undefined for a new one. */
  ifMatch: string | undefined;
  reason: string;
  /** The key once more, where a refusal asked for it. */
  confirm: string;
}

/** Whether a refusal asks for a confirmation by name. */
export function asksToConfirm(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 409 && error.document.path === "confirm";
}

/** Whether a refusal says that there is a newer version than the one that was looked at, or one at all. */
function isOvertaken(error: unknown): boolean {
  return error instanceof Problem && error.status === 409 && error.document.path === "If-Match";
}

interface Asked<Document extends Named, Saved> {
  kind: Kind;
  isNew: boolean;
  /** What a new one comes from; its draft is kept apart from others. */
  of?: string | undefined;
  base: () => Working<Document>;
  gapsOf: (document: Document) => Gaps;
  save: (saving: Saving<Document>) => Promise<Saved>;
  onSaved: (saved: Saved) => Promise<void>;
}

/** A definition in the making: kept as a draft, saved when nothing is missing, confirmed when that is asked for. */
export interface Editing<Document extends Named> {
  kind: Kind;
  /** What this began with. */
  base: Document;
  document: Document;
  change: (part: Partial<Document>) => void;
  isNew: boolean;
  key: string;
  keyFault: string | undefined;
  /** Whether another definition has this key, as was found out when it was saved. */
  isKeyTaken: boolean;
  draft: Draft<Working<Document>>;
  gaps: Gaps;
  /** Whether what is missing is marked. */
  showsGaps: boolean;
  error: Error | null;
  isSaving: boolean;
  isChanged: boolean;
  /** What a refusal says that asks to confirm; "" for none. */
  refusal: string;
  /** Whether somebody else saved a version meanwhile. */
  isOvertaken: boolean;
  withdraw: () => void;
  submit: () => void;
  confirm: () => Promise<unknown>;
  /** Save in the place of what somebody else saved. */
  overwrite: () => Promise<unknown>;
}

export function useEditing<Document extends Named, Saved>(asked: Asked<Document, Saved>): Editing<Document> {
  const { workspace } = useSession();
  const [base] = useState(asked.base);
  const draft = useDraft(`${workspace.id}:${asked.kind}:${asked.isNew ? (asked.of ?? "") : base.document.key}`, base);
  const { document, reason, version } = draft.value;
  const [showsGaps, setShowsGaps] = useState(false);
  const [refusal, setRefusal] = useState("");
  const [isLate, setLate] = useState(false);
  const [takenKey, setTakenKey] = useState("");
  const [isSaved, setSaved] = useState(false);
  const key = asked.isNew ? document.key || keyOf(document.name ?? "") : document.key;
  const { gapsOf } = asked;
  const gaps = useMemo(() => gapsOf(document), [gapsOf, document]);
  const save = useMutation({
    mutationFn: ({ confirm, ifMatch }: Pick<Saving<Document>, "confirm" | "ifMatch">) =>
      asked.save({ document: told(document, key), ifMatch, reason, confirm }),
    onSuccess: async (saved) => {
      draft.forget();
      setSaved(true);
      await asked.onSaved(saved);
    },
    onError: (error) => {
      if (asksToConfirm(error)) setRefusal(error.words);
      else if (!isOvertaken(error)) notifyProblem(error);
      else if (asked.isNew) setTakenKey(key);
      else setLate(true);
    },
  });
  const ifMatch = version === undefined ? undefined : `"${version}"`;
  return {
    kind: asked.kind,
    base: base.document,
    document,
    change: (part) => {
      draft.change({ ...draft.value, document: { ...document, ...part } });
    },
    isNew: asked.isNew,
    key,
    isKeyTaken: takenKey !== "" && takenKey === key,
    keyFault: faultsOf(save.error, "/definition").get("/key"),
    draft,
    gaps,
    showsGaps,
    error: save.error,
    isSaving: save.isPending,
    isChanged: draft.isChanged && !isSaved,
    refusal,
    isOvertaken: isLate,
    withdraw: () => {
      setRefusal("");
      setLate(false);
    },
    submit: () => {
      setShowsGaps(true);
      if (gaps.size === 0 && KEY.test(key)) save.mutate({ confirm: "", ifMatch });
    },
    // of the version that was tried before, which may be any
    confirm: () => save.mutateAsync({ confirm: key, ifMatch: save.variables?.ifMatch }),
    overwrite: () => save.mutateAsync({ confirm: "", ifMatch: "*" }),
  };
}

/** A definition as it is saved: without what only an editor needs, and without words that are empty. */
function told<Document extends Named>(document: Document, key: string): Document {
  const name = document.name?.trim();
  const description = document.description?.trim();
  const rest = without(plain(document), "name", "description");
  return { ...rest, key, ...(name ? { name } : {}), ...(description ? { description } : {}) } as Document;
}
