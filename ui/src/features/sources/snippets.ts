/** Code that sends to this server: the SDKs of Segment's and RudderStack's protocol work as they are. */
export interface Snippet {
  language: "html" | "ts" | "python" | "shell" | "swift" | "kotlin";
  parts: readonly { word: "install" | "begin" | "send"; code: string }[];
}

export const SDKS = ["browser", "node", "python", "http", "ios", "android"] as const;
export type Sdk = (typeof SDKS)[number];

const TRACK = `analytics.track("Order Completed", {
  order_id: "1001",
  total: 49.9,
  currency: "EUR",
});`;

export function snippetOf(sdk: Sdk, server: string, key: string): Snippet {
  return { browser, node, python, http, ios, android }[sdk](server, key);
}

function browser(server: string, key: string): Snippet {
  return {
    language: "ts",
    parts: [
      { word: "install", code: "npm install @segment/analytics-next" },
      {
        word: "begin",
        code: `import { AnalyticsBrowser } from "@segment/analytics-next";

export const analytics = AnalyticsBrowser.load({
  writeKey: "${key}",
  cdnURL: "${server}",
});

analytics.page();`,
      },
      { word: "send", code: `analytics.identify("user-42", { email: "ada@example.com" });\n${TRACK}` },
    ],
  };
}

function node(server: string, key: string): Snippet {
  return {
    language: "ts",
    parts: [
      { word: "install", code: "npm install @segment/analytics-node" },
      {
        word: "begin",
        code: `import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({
  writeKey: "${key}",
  host: "${server}",
});`,
      },
      {
        word: "send",
        code: `analytics.track({
  userId: "user-42",
  event: "Order Completed",
  properties: { order_id: "1001", total: 49.9, currency: "EUR" },
});
await analytics.closeAndFlush();`,
      },
    ],
  };
}

function python(server: string, key: string): Snippet {
  return {
    language: "python",
    parts: [
      { word: "install", code: "pip install segment-analytics-python" },
      {
        word: "begin",
        code: `import segment.analytics as analytics

analytics.write_key = "${key}"
analytics.host = "${server}"`,
      },
      {
        word: "send",
        code: `analytics.track(
    "user-42",
    "Order Completed",
    {"order_id": "1001", "total": 49.9, "currency": "EUR"},
)
analytics.flush()`,
      },
    ],
  };
}

function http(server: string, key: string): Snippet {
  return {
    language: "shell",
    parts: [
      {
        word: "send",
        code: `curl -u ${key}: ${server}/v1/track \\
  -H 'Content-Type: application/json' \\
  -d '{"userId": "user-42", "event": "Order Completed",
       "properties": {"order_id": "1001", "total": 49.9, "currency": "EUR"}}'`,
      },
    ],
  };
}

function ios(server: string, key: string): Snippet {
  const host = `${server.replace(/^https?:\/\//, "")}/v1`;
  return {
    language: "swift",
    parts: [
      { word: "install", code: "https://github.com/segmentio/analytics-swift" },
      {
        word: "begin",
        code: `import Segment

let configuration = Configuration(writeKey: "${key}")
    .apiHost("${host}")
    .cdnHost("${host}")
    .flushAt(20)
let analytics = Analytics(configuration: configuration)`,
      },
      {
        word: "send",
        code: `analytics.identify(userId: "user-42", traits: ["email": "ada@example.com"])
analytics.track(name: "Order Completed", properties: ["order_id": "1001", "total": 49.9, "currency": "EUR"])`,
      },
    ],
  };
}

function android(server: string, key: string): Snippet {
  const host = `${server.replace(/^https?:\/\//, "")}/v1`;
  return {
    language: "kotlin",
    parts: [
      { word: "install", code: 'implementation("com.segment.analytics.kotlin:android:+")' },
      {
        word: "begin",
        code: `val analytics = Analytics("${key}", applicationContext) {
    apiHost = "${host}"
    cdnHost = "${host}"
    flushAt = 20
}`,
      },
      {
        word: "send",
        code: `analytics.identify("user-42", buildJsonObject { put("email", "ada@example.com") })
analytics.track("Order Completed", buildJsonObject { put("order_id", "1001"); put("total", 49.9); put("currency", "EUR") })`,
      },
    ],
  };
}
