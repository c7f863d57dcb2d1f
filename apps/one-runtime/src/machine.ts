import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { binaries } from "./binaries.ts";
import { root } from "./workspace.ts";

const run = promisify(execFile);

/** The runtimes that a machine can have as its only one. */
export type MachineName = keyof typeof binaries;

/** A machine with one runtime, as programs see it: a PATH, an empty home, and a clone. Its disposal removes all of them. */
export interface Machine {
  readonly name: MachineName;
  /** The folder of the clone. */
  readonly clone: string;
  /** The whole environment of its programs. */
  readonly env: Readonly<Record<string, string>>;
  /** What Git reports as changed or new in the clone. */
  readonly changedFiles: () => Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** JavaScript runtimes and their package managers. */
const runtimes = /^(?:node|nodejs|npm|npx|corepack|pnpm|pnpx|yarn|yarnpkg|bun|bunx|deno)$/;

/** Links every program of the system but the runtimes into a folder, and the one runtime from this repository's packages. */
const fillPath = async (folder: string, name: MachineName): Promise<void> => {
  await mkdir(folder);
  const programs = new Map<string, string>();
  for (const directory of ["/usr/bin", "/bin"]) {
    for (const program of readdirSync(directory)) {
      if (!runtimes.test(program)) programs.set(program, join(directory, program));
    }
  }
  for (const [program, path] of programs) await symlink(path, join(folder, program));
  // A copy: through a link a runtime would find its own path in this repository.
  await cp(binaries[name], join(folder, name), { dereference: true });
};

/** Copies the files that Git tracks or would track, so that changes count that are not committed yet. */
const copyFiles = async (clone: string): Promise<void> => {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await run("git", list, { cwd: root, maxBuffer: 64_000_000 });
  for (const file of new Set(stdout.split("\0"))) {
    if (file === "" || !existsSync(join(root, file))) continue;
    await mkdir(dirname(join(clone, file)), { recursive: true });
    await cp(join(root, file), join(clone, file));
  }
};

/** Makes the machine. The registry's certificates are those of the system. */
export const createMachine = async (name: MachineName): Promise<Machine> => {
  const folder = await mkdtemp(join(tmpdir(), `jobwire-only-${name}-`));
  const [path, home, clone] = [join(folder, "bin"), join(folder, "home"), join(folder, "clone")];
  await fillPath(path, name);
  await mkdir(home);
  await copyFiles(clone);
  const git = async (...args: ReadonlyArray<string>): Promise<string> =>
    (await run("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: clone, maxBuffer: 64_000_000 }))
      .stdout;
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "clone");
  return {
    name,
    clone,
    env: { PATH: path, HOME: home, NO_COLOR: "1", LANG: "C.UTF-8", DENO_TLS_CA_STORE: "system" },
    changedFiles: () => git("status", "--porcelain"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
};
