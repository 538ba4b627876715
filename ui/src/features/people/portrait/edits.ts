import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type Schema } from "@/api/client";
import { useSession } from "@/api/session";
import { notifyDone, notifyProblem } from "@/components/notify";
import { traitsQuery } from "../queries";
import type { Json } from "./trait-kind";

type Traits = Schema<"Traits">;

/** A trait to set: null takes it away; `seen` is what stood there before. */
export interface TraitEdit {
  key: string;
  value: Json;
  seen: Json;
  reason: string;
}

/** Set a trait of somebody by hand: shown at once, given back by the toast; `onRefused` where it could not be set. */
export function useTraitEdit(id: string): (edit: TraitEdit, onRefused?: () => void) => void {
  const { t } = useTranslation("people");
  const cache = useQueryClient();
  const { user } = useSession();
  const { queryKey } = traitsQuery(id);
  const { mutate } = useMutation({
    mutationFn: ({ key, value, seen, reason }: TraitEdit) =>
      shows(
        api.PATCH("/api/profiles/{ref}/traits", {
          params: { path: { ref: id } },
          body: { traits: { [key]: value }, seen: { [key]: seen }, reason },
        }),
      ),
    onMutate: async (edit) => {
      await cache.cancelQueries({ queryKey });
      const before = cache.getQueryData<Traits>(queryKey);
      cache.setQueryData<Traits>(queryKey, (known) => known && withEdit(known, edit, user.name));
      return { before };
    },
    onError: (error, _, context) => {
      cache.setQueryData(queryKey, context?.before);
      notifyProblem(error);
    },
    onSettled: () => refresh(cache),
  });
  return (edit, onRefused) => {
    const back = { ...edit, value: edit.seen, seen: edit.value, reason: "" };
    mutate(edit, {
      onError: () => onRefused?.(),
      onSuccess: (isShown) => {
        const said = !isShown ? "edit.soon" : edit.value === null ? "edit.removed" : "edit.saved";
        notifyDone(t(said, { key: edit.key }), () => {
          mutate(back);
        });
      },
    });
  };
}

/** An answer to set at a brand; `before` is what it was, if there was one. */
export interface ConsentEdit {
  brand: string;
  purpose: string;
  granted: boolean;
  before: boolean | undefined;
  reason: string;
}

/** Set by hand what somebody answered. */
export function useConsentEdit(id: string) {
  const { t } = useTranslation("people");
  const cache = useQueryClient();
  const setting = useMutation({
    mutationFn: ({ brand, purpose, granted, reason }: ConsentEdit) =>
      shows(
        api.PATCH("/api/profiles/{ref}/consents", {
          params: { path: { ref: id } },
          body: { brand, purposes: { [purpose]: granted }, reason },
        }),
      ),
    onError: notifyProblem,
    onSettled: () => refresh(cache),
  });
  const { mutate } = setting;
  const set = (edit: ConsentEdit) => {
    const { before } = edit;
    const back = () => {
      if (before !== undefined) mutate({ ...edit, granted: before, before: edit.granted, reason: "" });
    };
    mutate(edit, {
      onSuccess: (isShown) => {
        notifyDone(
          t(isShown ? "edit.saved" : "edit.soon", { key: edit.purpose }),
          before === undefined ? undefined : back,
        );
      },
    });
  };
  return { set, isPending: setting.isPending };
}

const ACCEPTED = 202;

/** Whether what was set shows already; the answer comes earlier if that takes long. */
async function shows(answer: Promise<{ response: Response }>): Promise<boolean> {
  return (await answer).response.status !== ACCEPTED;
}

async function refresh(cache: ReturnType<typeof useQueryClient>): Promise<void> {
  await Promise.all(
    ["profile", "traits", "head", "segments"].map((part) => cache.invalidateQueries({ queryKey: ["people", part] })),
  );
}

function withEdit(traits: Traits, { key, value }: TraitEdit, author: string): Traits {
  const { [key]: had, ...others } = traits.declared;
  if (value === null) return { ...traits, declared: others };
  const claim = {
    value,
    at: new Date().toISOString(),
    source_id: had?.source_id ?? "",
    author,
    verified: true,
    identified: true,
  };
  return { ...traits, declared: { ...others, [key]: claim } };
}
