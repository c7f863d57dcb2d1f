/** What the reference Ray sends for reads that it does not implement is in `src/generated`, written from the examples of `ray.yaml`. */
import { expect, test } from "vitest";
import { startReferenceRay } from "../../src/index.ts";
import { recordedReads } from "../../src/generated/recorded-reads.ts";
import { IMPLEMENTED_ROUTES } from "../../src/reference-ray/implemented-routes.ts";
import { raySpec } from "./ray-spec.ts";

const implemented = new Set(IMPLEMENTED_ROUTES.map(({ method, pattern }) => `${method} ${pattern}`));

const reads = Object.entries(raySpec.paths).flatMap(([path, { get }]) => {
  const pattern = path.replace(/\{\w+\}/g, "{}");
  const [contentType, media] = Object.entries(get?.responses?.["200"]?.content ?? {})[0] ?? [];
  const example = Object.values(media?.examples ?? {})[0];
  if (implemented.has(`GET ${pattern}`) || contentType === undefined || example === undefined) return [];
  const { value } = example;
  return [{ pattern, contentType, body: typeof value === "string" ? value : JSON.stringify(value) }];
});

const source = `/** Written by: npx -y pnpm@12.21.0 run generate */
export const recordedReads: ReadonlyArray<{
  /** As in a route. */
  readonly pattern: string;
  readonly contentType: string;
  readonly body: string;
}> = ${JSON.stringify(reads, undefined, 2)};
`;

test("src/generated/recorded-reads.ts has every described read that the reference Ray does not implement", async () => {
  await expect(source).toMatchFileSnapshot("../../src/generated/recorded-reads.ts");
});

test.each(recordedReads.map((read) => [read.pattern, read] as const))("%s sends its example", async (_name, read) => {
  await using ray = await startReferenceRay();
  const response = await fetch(`${ray.url}${read.pattern.replaceAll("{}", "any")}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe(read.contentType);
  expect(await response.text()).toBe(read.body);
});
