/** Builds `jobwire` as one file for each platform, with the licences of what it contains beside them. */
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "../repository.ts";
import { buildExecutable } from "./build-executable.ts";

const folder = join(repository, "apps/release/dist/executables");
await mkdir(folder, { recursive: true });
for (const target of ["linux-x64", "linux-arm64"] as const) {
  const { path, bytes } = await buildExecutable(repository, target, folder);
  console.log(`${path}  ${(bytes / 1_000_000).toFixed(1)} MB`);
}
await copyFile(join(repository, "apps/cli/dist/third-party-licenses.txt"), join(folder, "third-party-licenses.txt"));
