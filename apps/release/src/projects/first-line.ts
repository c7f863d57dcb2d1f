import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startReferenceRay } from "@jobwire/testing";
import type { Tarball } from "../pack.ts";
import { followProgram } from "./follow-program.ts";
import { freshProject } from "./fresh-project.ts";
import { startRegistry } from "./registry.ts";

/** Milliseconds from the start of `npm install` to the end of the installation, and to the first line of a log. */
export interface FirstLine {
  readonly cache: "cold" | "warm";
  readonly installedMs: number;
  readonly lineMs: number;
}

/** Measures the way of a new user, twice: with an empty cache of npm, and with the one that this filled. */
export const timeToFirstLine = async (
  tarballs: ReadonlyArray<Tarball>,
  upstream: string,
): Promise<ReadonlyArray<FirstLine>> => {
  const server = await startReferenceRay({ clocks: { supervisorStartMs: 50, tailPollMs: 50 } });
  const npmCache = await mkdtemp(join(tmpdir(), "jobwire-npm-cache-"));
  const times: Array<FirstLine> = [];
  try {
    for (const cache of ["cold", "warm"] as const) {
      await using registry = await startRegistry(tarballs, upstream);
      await using project = await freshProject(registry, npmCache);
      await project.write("package.json", `{ "private": true, "type": "module" }\n`);
      await project.write("program.js", followProgram(server.url));
      const began = performance.now();
      await project.run("npm", "install", "jobwire");
      const installedMs = performance.now() - began;
      const child = spawn(process.execPath, ["program.js"], {
        cwd: project.folder,
        env: project.environment,
        stdio: ["ignore", "pipe", "inherit"],
        timeout: 60_000,
      });
      const ended = once(child, "close");
      let lineMs: number | undefined;
      for await (const _ of child.stdout) lineMs ??= performance.now() - began;
      const [code] = (await ended) as [number | null];
      if (code !== 0 || lineMs === undefined) throw new Error(`The program of a new user ended with ${code}`);
      times.push({ cache, installedMs, lineMs });
    }
  } finally {
    await server.close();
    await rm(npmCache, { recursive: true, force: true, maxRetries: 3 });
  }
  return times;
};
