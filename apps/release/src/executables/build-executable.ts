import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../run.ts";

/** The platforms of the executables by the name in the file's name: Bun's name, and the machine in the header of an ELF file. */
const executableTargets = {
  "linux-x64": { bun: "bun-linux-x64", machine: 0x3e },
  "linux-arm64": { bun: "bun-linux-arm64", machine: 0xb7 },
} as const;

/** The offset of the machine in an ELF file, two bytes long. */
const machineAt = 18;

const machineOf = async (path: string): Promise<number> => {
  await using file = await open(path);
  const header = Buffer.alloc(machineAt + 2);
  await file.read(header, 0, header.length, 0);
  return header.readUInt16LE(machineAt);
};

/** An executable that was built. */
export interface Executable {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Builds `jobwire` as one file with Bun in it, from the built command of a repository. For another platform than this one Bun gets
 * its own program from the npm registry. The adapter that runs in it is Bun's.
 */
export const buildExecutable = async (
  repository: string,
  target: keyof typeof executableTargets,
  folder: string,
): Promise<Executable> => {
  const { bun, machine } = executableTargets[target];
  const cli = join(repository, "apps/cli");
  const path = join(folder, `jobwire-${target}`);
  // A failed build must not leave an old file that looks new.
  await rm(path, { force: true });
  await run(
    join(repository, "node_modules/.bin/bun"),
    [
      "build",
      "--compile",
      `--target=${bun}`,
      // A command must not read settings, or run code, of the folder that somebody starts it in.
      "--no-compile-autoload-dotenv",
      "--no-compile-autoload-bunfig",
      // As curl does, trust what the system trusts, besides Bun's own list.
      "--compile-exec-argv=--use-system-ca",
      "--asset=dist/console",
      "dist/main.js",
      `--outfile=${path}`,
    ],
    { cwd: cli },
  );
  const built = await machineOf(path);
  if (built !== machine)
    throw new Error(`${path} is for the machine ${built}, not ${machine}. Check the version of Bun.`);
  return { path, bytes: (await stat(path)).size };
};
