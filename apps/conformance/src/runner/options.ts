import { parseArgs } from "node:util";
import { type RuntimeId, runtimeIds } from "./runtime-id.ts";
import type { TargetService } from "./worlds.ts";

/** The parsed command line. */
export interface Options {
  readonly runtimes: ReadonlyArray<RuntimeId>;
  /** Only cases that cite an id which begins with one of these; empty for all. */
  readonly requirements: ReadonlyArray<string>;
  /** Only cases whose id begins with one of these; empty for all. */
  readonly cases: ReadonlyArray<string>;
  readonly target: TargetService | undefined;
  /** Skip runtimes that cannot run here, and report them. */
  readonly skipMissing: boolean;
  /** Run no case, but write the list of fault cells from the capabilities that each runtime reports. */
  readonly updateFaultCells: boolean;
  /** The folder of the matrix. */
  readonly out: string;
}

/** The text of `--help`. */
export const usage: string = `usage: conformance [options]

Run the conformance cases in every runtime, and write the matrix of results.

  --runtime ID          Run in this runtime only: ${runtimeIds.join(", ")} (repeatable)
  --requirement PREFIX  Run only cases that cite a requirement whose id begins with this (repeatable)
  --case PREFIX         Run only cases whose id begins with this (repeatable)
  --target URL          Test your own service at this address instead of the reference servers
  --token TOKEN         Send this token to the target
  --surface SURFACE     The kind of the target: ray, agent or reasoner (default ray)
  --skip-missing        Skip runtimes that cannot run here, and report them
  --update-fault-cells  Write fault-cells.txt from the capabilities of each runtime; run no case
  --out FOLDER          Write matrix.md, matrix.json, faults.json and cells.jsonl here (default apps/conformance/report)
  --help                Print this help

Exit codes: 0 every check passed, 1 a check failed, 2 the suite could not run.`;

const seeHelp = "See conformance --help.";

/** Reads the command line; throws an error that explains what is wrong with it. */
export const readOptions = (args: ReadonlyArray<string>, out: string): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runtime: { type: "string", multiple: true, default: [...runtimeIds] },
      requirement: { type: "string", multiple: true, default: [] },
      case: { type: "string", multiple: true, default: [] },
      target: { type: "string" },
      token: { type: "string" },
      surface: { type: "string", default: "ray" },
      "skip-missing": { type: "boolean", default: false },
      "update-fault-cells": { type: "boolean", default: false },
      out: { type: "string", default: out },
    },
  });
  const runtimes = values.runtime.flatMap((list) => list.split(","));
  const unknown = runtimes.filter((id) => !(runtimeIds as ReadonlyArray<string>).includes(id));
  if (unknown.length > 0) throw new Error(`Unknown runtime ${unknown.join(", ")}. ${seeHelp}`);
  if (values.token !== undefined && values.target === undefined) throw new Error(`--token needs --target. ${seeHelp}`);
  const { surface } = values;
  if (surface !== "ray" && surface !== "agent" && surface !== "reasoner")
    throw new Error(`Unknown surface ${surface}. ${seeHelp}`);
  return {
    runtimes: runtimeIds.filter((id) => runtimes.includes(id)),
    requirements: values.requirement,
    cases: values.case,
    target: values.target === undefined ? undefined : { surface, url: values.target, token: values.token },
    skipMissing: values["skip-missing"],
    updateFaultCells: values["update-fault-cells"],
    out: values.out,
  };
};
