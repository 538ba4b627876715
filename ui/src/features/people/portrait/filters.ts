export const TIMELINE_FILTERS = ["all", "shopping", "browsing", "identity", "segments"] as const;
export type TimelineFilter = (typeof TIMELINE_FILTERS)[number];

type EventType = "track" | "page" | "screen" | "identify" | "group" | "alias";

/** Which events each filter asks for; what it does not say it does not limit. */
export const NAMES_OF: Record<TimelineFilter, { type?: readonly EventType[]; name?: readonly string[] }> = {
  all: {},
  shopping: {
    name: [
      "Product Added",
      "Product Removed",
      "Cart Viewed",
      "Checkout Started",
      "Checkout Step Completed",
      "Payment Info Entered",
      "Order Completed",
      "Order Updated",
      "Order Refunded",
      "Order Cancelled",
      "Coupon Applied",
    ],
  },
  browsing: { type: ["page", "screen"] },
  identity: { type: ["identify", "alias", "group"] },
  segments: { name: ["Segment Entered", "Segment Exited"] },
};
