/** The specification of the Ray dashboard, as `@jobwire/specs` publishes it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The text of `ray.yaml`. */
export const raySpecText: string = readFileSync(
  createRequire(import.meta.url).resolve("@jobwire/specs/ray.yaml"),
  "utf8",
);
