import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../repository.ts";
import { run } from "../run.ts";
import { shell } from "./fresh-project.ts";

/**
 * Milliseconds from the start of `git clone` to the end of the demo: first with an empty home, so without any cache, and then with the
 * home that this filled. It clones the last commit.
 */
export const cloneToDemo = async (): Promise<Readonly<Record<"cold" | "warm", number>>> => {
  const home = await mkdtemp(join(tmpdir(), "jobwire-home-"));
  const time = async (name: string): Promise<number> => {
    const folder = join(home, name);
    const env = { ...shell(), HOME: home, CI: "true", TURBO_TELEMETRY_DISABLED: "1" };
    const began = performance.now();
    await run("git", ["clone", "--quiet", repository, folder], { cwd: home });
    const output = await run("npx", ["-y", "pnpm@12.21.0", "demo"], { cwd: folder, env, only: true });
    if (!/^SUCCEEDED$/m.test(output)) throw new Error(`The demo of a clone did not end with SUCCEEDED:\n${output}`);
    return performance.now() - began;
  };
  try {
    return { cold: await time("cold"), warm: await time("warm") };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
};
