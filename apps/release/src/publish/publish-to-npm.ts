import type { Tarball } from "../pack.ts";
import { run } from "../run.ts";
import { publishOrder } from "./publish-order.ts";

/** True when the registry has this version. A failure other than "no such version" ends the release. */
const isPublished = async ({ manifest: { name, version } }: Tarball, cwd: string): Promise<boolean> =>
  run("npm", ["view", `${name}@${version}`, "version"], { cwd }).then(
    (output) => output.trim() !== "",
    (error: unknown) => {
      if (String(error).includes("E404")) return false;
      throw error;
    },
  );

/**
 * Publishes the tarballs with provenance, those that others depend on first. Leaves out what the registry already has, so that a
 * release that failed in the middle can run again. A dry run asks no registry what it has.
 */
export const publishToNpm = async (
  tarballs: ReadonlyArray<Tarball>,
  cwd: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<ReadonlyArray<string>> => {
  const published: Array<string> = [];
  for (const tarball of publishOrder(tarballs)) {
    if (!dryRun && (await isPublished(tarball, cwd))) continue;
    const kind = dryRun ? ["--dry-run"] : ["--provenance"];
    await run("npm", ["publish", tarball.path, "--access", "public", "--ignore-scripts", ...kind], { cwd });
    published.push(`${tarball.manifest.name}@${tarball.manifest.version}`);
  }
  return published;
};
