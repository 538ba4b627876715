import {
  IconAntennaBars5,
  IconArrowsShuffle,
  IconBan,
  IconBolt,
  IconBuildingStore,
  IconListTree,
  IconRoute,
  IconShieldCheck,
  IconTag,
  IconUsersGroup,
  type Icon,
} from "@tabler/icons-react";
import type { Condition } from "@/components/definition/model";

/** What stands for each kind of condition. */
export const ICONS: Record<Condition["kind"], Icon> = {
  all: IconListTree,
  any: IconListTree,
  not: IconBan,
  trait: IconTag,
  event: IconBolt,
  sequence: IconRoute,
  segment: IconUsersGroup,
  consent: IconShieldCheck,
  reachable: IconAntennaBars5,
  bucket: IconArrowsShuffle,
  brand: IconBuildingStore,
};
