import { fileURLToPath } from "node:url";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { settle } from "./build/settle.ts";
import { weigh } from "./build/weigh.ts";

const SERVED = fileURLToPath(new URL("../src/portret/web/static", import.meta.url));
const SERVER = process.env.PORTRET_URL ?? "http://127.0.0.1:8080";
const TOKEN = process.env.PORTRET_TOKEN;

/** The server's own addresses, while Vite serves the pages. */
const proxy = Object.fromEntries(
  ["/api", "/v1", "/healthz", "/readyz", "/metrics"].map((path) => [
    path,
    { target: SERVER, ...(TOKEN ? { headers: { Authorization: `Bearer ${TOKEN}` } } : {}) },
  ]),
);

export default defineConfig({
  base: "./",
  plugins: [tanstackRouter(), react(), weigh(), settle(SERVED)],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  html: { cspNonce: "PORTRET_NONCE" },
  build: {
    outDir: `.build/${process.pid}`, // two builds do not meet; what is served changes at once, when all is there
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // few files at once rather than many small ones: what several pages share, by where it comes from
          groups: [
            {
              name: "react",
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next)\//,
              minShareCount: 2,
            },
            {
              name: "mantine",
              test: /node_modules\/(@mantine|@floating-ui|react-remove-scroll|react-number-format)\//,
              minShareCount: 3,
            },
            {
              name: "shared",
              test: /src\/(components|lib|api|i18n)\/|node_modules\/@tabler/,
              minShareCount: 3,
              maxSize: 200000,
            },
          ],
        },
      },
    },
    license: { fileName: "licenses.md" }, // of everything that is in the bundle, which goes with it
  },
  server: { proxy },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
