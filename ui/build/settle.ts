import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Puts a whole build in the place of the one that is served. A build that failed changes nothing. */
export function settle(served: string): Plugin {
  let folder = "";
  return {
    name: "portret:settle",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      if (!existsSync(join(folder, "index.html"))) return;
      const before = `${folder}-before`;
      if (existsSync(served)) renameSync(served, before);
      renameSync(folder, served);
      rmSync(before, { recursive: true, force: true });
    },
  };
}
