import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { repository } from "../repository.ts";
import { run } from "../run.ts";
import type { LocalServer } from "./local-server.ts";

/** A project outside of the repository, made from nothing. Its disposal removes it. */
export interface FreshProject {
  readonly folder: string;
  /** Writes a file of the project. */
  readonly write: (file: string, content: string) => Promise<void>;
  /** Runs a tool in the project, a command that the project installed, or a file of it. Resolves with the output. */
  readonly run: (command: string, ...args: ReadonlyArray<string>) => Promise<string>;
  /** The environment in which `run` runs commands. */
  readonly environment: Readonly<Record<string, string>>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The paths of the pinned tools. npm is the machine's own, as it is for a user. */
const tools: Readonly<Record<string, string>> = {
  node: process.execPath,
  npm: "npm",
  bun: join(repository, "node_modules/.bin/bun"),
  deno: join(repository, "node_modules/.bin/deno"),
};

/** Debian's authorities: also one of the machine's own, which Node, Bun and Deno otherwise do not know. */
const authorities = "/etc/ssl/certs/ca-certificates.crt";

/** The variables of a user's shell, without those that pnpm and turbo added for this process. */
export const shell = (): Record<string, string> => {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(?:npm_|pnpm_|TURBO|VITEST|NODE_ENV$|NODE_PATH$|RAY_|INIT_CWD$)/i.test(name),
  );
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.startsWith(repository));
  return {
    ...(existsSync(authorities) ? { NODE_EXTRA_CA_CERTS: authorities } : {}),
    ...(Object.fromEntries(kept) as Record<string, string>),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
  };
};

/** Makes a project whose package managers install from `registry`. Only npm shares the user's cache: it goes by content. */
export const freshProject = async (registry: LocalServer, npmCache?: string): Promise<FreshProject> => {
  const folder = await mkdtemp(join(tmpdir(), "jobwire-fresh-"));
  const environment = {
    ...shell(),
    NPM_CONFIG_REGISTRY: registry.url,
    // Tarballs come from where the registry has them.
    NPM_CONFIG_REPLACE_REGISTRY_HOST: "never",
    NPM_CONFIG_AUDIT: "false",
    NPM_CONFIG_FUND: "false",
    ...(npmCache === undefined ? {} : { NPM_CONFIG_CACHE: npmCache }),
    BUN_INSTALL_CACHE_DIR: join(folder, ".cache/bun"),
    DENO_DIR: join(folder, ".cache/deno"),
    DENO_NO_UPDATE_CHECK: "1",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  return {
    folder,
    environment,
    write: async (file, content) => {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), content);
    },
    run: (command, ...args) =>
      run(tools[command] ?? join(folder, command.includes("/") ? "" : "node_modules/.bin", command), args, {
        cwd: folder,
        env: environment,
        only: true,
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
};
