import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

const FIRST_LOAD_BYTES = 350 * 1024;
const SMALLEST_COMPRESSED = 1024;

/** Writes `.br` and `.gz` beside every asset, prints what the first page loads, and fails the build if that is too much. */
export function weigh(): Plugin {
  let folder = "";
  const scripts: Rollup.OutputChunk[] = [];
  return {
    name: "portret:weigh",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    writeBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk") scripts.push(file);
      }
    },
    closeBundle() {
      if (scripts.length === 0) return; // it failed: the error is told by whoever failed
      compress(join(folder, "assets"));
      const first = firstLoad(scripts);
      const bytes = first.reduce((sum, each) => sum + gzipSync(each.code, { level: 9 }).length, 0);
      console.log(`first load: ${first.length} scripts, ${kilobytes(bytes)} of ${kilobytes(FIRST_LOAD_BYTES)} (gzip)`);
      if (bytes > FIRST_LOAD_BYTES)
        this.error(`The first load is ${kilobytes(bytes)}; load what is not needed at once lazily.`);
    },
  };
}

/** What the browser fetches before anything can be seen: the entry, what it imports, and the chunks of the first page. */
function firstLoad(chunks: readonly Rollup.OutputChunk[]): Rollup.OutputChunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set<Rollup.OutputChunk>();
  const visit = (chunk: Rollup.OutputChunk | undefined): void => {
    if (!chunk || found.has(chunk)) return;
    found.add(chunk);
    for (const name of chunk.imports) visit(byName.get(name));
  };
  const isFirst = (chunk: Rollup.OutputChunk): boolean =>
    chunk.isEntry || /routes\/_app(\.tsx|\/index\.tsx)|locales\/en\/index\.ts/.test(chunk.facadeModuleId ?? "");
  for (const chunk of chunks) if (isFirst(chunk)) visit(chunk);
  return [...found];
}

function compress(assets: string): void {
  for (const name of readdirSync(assets)) {
    if (!/\.(js|css|svg|json)$/.test(name)) continue;
    const content = readFileSync(join(assets, name));
    if (content.length < SMALLEST_COMPRESSED) continue;
    writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content, { params }));
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
