/** A way to run Ray, and the tests that show Jobwire on it. */
export interface Topology {
  readonly name: string;
  /** Paths of test files or folders, relative to this package. */
  readonly tests: ReadonlyArray<string>;
}

/**
 * The topologies of the matrix. Every file starts heads of its own with the Python that `JOBWIRE_LIVE_PYTHON` names, so that the
 * same tests run on each version of Ray.
 */
export const topologies: ReadonlyArray<Topology> = [
  { name: "single", tests: ["test/matrix/features.test.ts"] },
  { name: "nodes", tests: ["test/matrix/nodes.test.ts", "test/nodes"] },
  { name: "proxy", tests: ["test/proxy", "test/matrix/proxy.test.ts", "test/matrix/caddy.test.ts"] },
  { name: "restart", tests: ["test/matrix/restart.test.ts", "test/restart.test.ts", "test/outages.test.ts"] },
  { name: "scale", tests: ["test/scale"] },
];
