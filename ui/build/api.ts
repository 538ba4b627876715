/**
 * `node build/api.ts [--check]`: reads the OpenAPI document from standard input, and writes (or compares)
 * `src/api/schema.d.ts`. Refusals are left out: each is a problem, and `ok()` throws it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import openapi, { astToString, type OpenAPI3, type OperationObject } from "openapi-typescript";

const PATH = new URL("../src/api/schema.d.ts", import.meta.url);
const METHODS = ["get", "put", "post", "delete", "patch"] as const;

const document = JSON.parse(await text(process.stdin)) as OpenAPI3;
for (const item of Object.values(document.paths ?? {})) {
  for (const method of METHODS) {
    const responses = ((item as Record<string, unknown>)[method] as OperationObject | undefined)?.responses ?? {};
    for (const status of Object.keys(responses)) if (status >= "400") Reflect.deleteProperty(responses, status);
  }
}

const types = `/* Written by \`make ui-api\` from \`portret openapi\`. */\n${astToString(await openapi(document))}`;
if (!process.argv.includes("--check")) {
  writeFileSync(PATH, types);
} else if (readFileSync(PATH, "utf-8") !== types) {
  console.error("ui/src/api/schema.d.ts is not what `portret openapi` says: run `make ui-api`.");
  process.exit(1);
}
