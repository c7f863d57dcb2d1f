import type { Greeting } from "../program/control.ts";
import type { RuntimeId } from "./runtime-id.ts";
import type { ConformanceCase, Transport } from "../case/conformance-case.ts";

/** What became of one cell in one runtime. */
export type CellResult = {
  readonly case: ConformanceCase["id"];
  readonly cites: ReadonlyArray<string>;
  readonly transport: Transport;
} & (
  | { readonly state: "passed"; readonly ms: number; readonly measured?: string }
  | { readonly state: "failed"; readonly ms: number; readonly error: string }
  /** It failed, as the list of known failures says. */
  | { readonly state: "known-failure"; readonly ms: number; readonly error: string; readonly why: string }
  /** There is no such cell in this runtime. */
  | { readonly state: "absent"; readonly reason: string }
);

/** What a runtime's program did. */
export interface RuntimeResult {
  readonly id: RuntimeId;
  /** What its adapter says it is; undefined when it never said anything. */
  readonly version: string | undefined;
  /** What it said it can do; absent when it never said anything. */
  readonly greeting?: Greeting;
  readonly cells: ReadonlyArray<CellResult>;
  readonly ms: number;
}
