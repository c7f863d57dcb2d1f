import { join } from "node:path";
import { root } from "./workspace.ts";

/** The programs of Bun and Deno that this repository's packages bring. */
export const binaries: Readonly<Record<"bun" | "deno", string>> = {
  bun: join(root, "node_modules/bun/bin/bun.exe"),
  deno: join(root, "node_modules/deno/deno"),
};
