import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { denoManifest, onJsr } from "../src/deno-manifests.ts";
import { packagesIn, publicPackagesIn, repository } from "../src/repository.ts";

test.each(onJsr)("%s/deno.json matches its package.json", (folder) => {
  const one = packagesIn(repository).find((each) => each.folder === folder);
  const manifest: unknown = JSON.parse(readFileSync(join(repository, folder, "deno.json"), "utf8"));
  expect(manifest).toEqual(denoManifest(one!.manifest));
});

test("all published packages have one version, and the changesets keep it so", () => {
  const manifests = publicPackagesIn(repository).map(({ manifest }) => manifest);
  expect(new Set(manifests.map(({ version }) => version)).size).toBe(1);
  const { fixed } = JSON.parse(readFileSync(join(repository, ".changeset/config.json"), "utf8")) as {
    readonly fixed: ReadonlyArray<ReadonlyArray<string>>;
  };
  expect(fixed).toEqual([["jobwire", "@jobwire/*"]]);
  for (const { name } of manifests) expect(name).toMatch(/^(?:jobwire|@jobwire\/[\w-]+)$/);
});
