import { parseArgs } from "node:util";
import { type RuntimeId, runtimeIds } from "./runtime-id.ts";
import type { TargetService } from "./worlds.ts";

/** What the command line asks for. */
export interface Options {
  readonly runtimes: ReadonlyArray<RuntimeId>;
  /** Only cases that cite an id which begins with one of these; empty for all. */
  readonly requirements: ReadonlyArray<string>;
  /** Only cases whose id begins with one of these; empty for all. */
  readonly cases: ReadonlyArray<string>;
  readonly target: TargetService | undefined;
  /** Leave out runtimes that cannot run here, and say so. */
  readonly skipMissing: boolean;
  /** Run nothing but write down which fault cells there are, by what each runtime says it can do. */
  readonly updateFaultCells: boolean;
  /** Where the matrix is written. */
  readonly out: string;
}

/** How to call it. */
export const usage: string = `usage: conformance [--runtime ${runtimeIds.join("|")}]… [--requirement ID-OR-PREFIX]… [--case ID-OR-PREFIX]… [--target URL [--token TOKEN] [--surface ray|agent|reasoner]] [--skip-missing] [--update-fault-cells] [--out FOLDER]`;

/** Reads the command line; throws what is wrong with it. */
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
  if (unknown.length > 0) throw new Error(`there is no runtime ${unknown.join(", ")}\n${usage}`);
  if (values.token !== undefined && values.target === undefined) throw new Error(`--token is of --target\n${usage}`);
  const { surface } = values;
  if (surface !== "ray" && surface !== "agent" && surface !== "reasoner")
    throw new Error(`no surface ${surface}\n${usage}`);
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
