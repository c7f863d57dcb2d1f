/** The specification of the Ray dashboard, as `@jobwire/specs` publishes it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse } from "yaml";

/** The text of `ray.yaml`. */
export const raySpecText: string = readFileSync(
  createRequire(import.meta.url).resolve("@jobwire/specs/ray.yaml"),
  "utf8",
);

/** A recorded response as an example. */
export interface SpecExample {
  readonly "x-recording"?: { readonly file: string; readonly case: string };
  readonly value: unknown;
}

/** A media type of a response. */
export interface SpecMedia {
  readonly schema: unknown;
  readonly examples?: Readonly<Record<string, SpecExample>>;
}

/** A described response. */
export interface SpecResponse {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, SpecMedia>>;
}

/** The parts of `ray.yaml` that the tests read. */
export const raySpec = parse(raySpecText) as {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses?: Readonly<Record<string, SpecResponse>> }>>>
  >;
  readonly components: { readonly responses: Readonly<Record<string, SpecResponse>> };
};
