import type { FreshProject } from "./fresh-project.ts";

/** What the check of a fresh project gets. */
export interface Kit {
  readonly project: FreshProject;
  /** The address of a reference Ray. A page may write to it, too. */
  readonly address: string;
  /** Opens the page of a folder in Chromium, and resolves with what it printed when `isDone` accepts it. */
  readonly openPage: (folder: string, isDone: (printed: string) => boolean) => Promise<string>;
}

/** One kind of project that a user may have. */
export interface ProjectKind {
  readonly name: string;
  /** The package manager that installs it. */
  readonly manager: "npm" | "bun" | "deno";
  /** The packages of this repository that it installs. Their size, and what they bring, are the row's figures. */
  readonly packages: ReadonlyArray<string>;
  /** What it installs beside them. */
  readonly tools: ReadonlyArray<string>;
  /** True for a kind that CI runs, too. The others need too long to install. */
  readonly inCi: boolean;
  /** Writes a program into the project and runs it. Rejects when it does not do what it must. */
  readonly check: (kit: Kit) => Promise<void>;
}
