import { fileURLToPath } from "node:url";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { weigh } from "./build/weigh.ts";

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
  plugins: [tanstackRouter(), react(), weigh()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  html: { cspNonce: "PORTRET_NONCE" },
  build: {
    outDir: "../src/portret/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
  },
  server: { proxy },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
