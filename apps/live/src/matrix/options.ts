import { RAY_VERSION, RAY_VERSIONS } from "../head/venv.ts";
import { type Topology, topologies } from "./topologies.ts";

/** What to run: every topology on every version. */
export interface MatrixOptions {
  readonly versions: ReadonlyArray<string>;
  readonly topologies: ReadonlyArray<Topology>;
  /** All other arguments, for vitest: `-t NAME` runs the rows whose name contains it. */
  readonly vitestArguments: ReadonlyArray<string>;
}

/** Wrong arguments. The message names the argument and what it may be. */
export class MatrixUsage extends Error {
  override readonly name = "MatrixUsage";
}

const findVersion = (wanted: string): string => {
  const found = RAY_VERSIONS.find((version) => version === wanted || version.startsWith(`${wanted}.`));
  if (found === undefined)
    throw new MatrixUsage(`Unknown version of Ray: ${wanted}. Pass --ray with some of ${RAY_VERSIONS.join(", ")}.`);
  return found;
};

const findTopology = (wanted: string): Topology => {
  const found = topologies.find(({ name }) => name === wanted);
  if (found === undefined) {
    const names = topologies.map(({ name }) => name).join(", ");
    throw new MatrixUsage(`Unknown topology: ${wanted}. Pass --topology with some of ${names}.`);
  }
  return found;
};

/**
 * Reads `--ray 2.46,2.60 --topology single,proxy`. Undefined when neither is there. The default version is the one of the live
 * suite, the default topology `single`.
 */
export const readMatrixOptions = (args: ReadonlyArray<string>): MatrixOptions | undefined => {
  const lists = new Map<string, ReadonlyArray<string>>();
  const vitestArguments: Array<string> = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (arg !== "--ray" && arg !== "--topology") vitestArguments.push(arg);
    else {
      const values = (args[(at += 1)] ?? "").split(",").filter((value) => value !== "");
      if (values.length === 0)
        throw new MatrixUsage(
          `${arg} has no value. Pass a list such as ${arg === "--ray" ? "2.46,2.60" : "single,proxy"}.`,
        );
      lists.set(arg, values);
    }
  }
  if (lists.size === 0) return undefined;
  return {
    versions: [...new Set((lists.get("--ray") ?? [RAY_VERSION]).map(findVersion))],
    topologies: [...new Set((lists.get("--topology") ?? ["single"]).map(findTopology))],
    vitestArguments,
  };
};
