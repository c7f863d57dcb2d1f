import type { Greeting } from "../program/control.ts";
import type { RuntimeId } from "./runtime-id.ts";
import type { ConformanceCase, Transport } from "../case/conformance-case.ts";

/** The result of one cell in one runtime. */
export type CellResult = {
  readonly case: ConformanceCase["id"];
  readonly cites: ReadonlyArray<string>;
  readonly transport: Transport;
} & (
  | { readonly state: "passed"; readonly ms: number; readonly measured?: string }
  | { readonly state: "failed"; readonly ms: number; readonly error: string }
  /** It failed, as the list of known failures expects. */
  | { readonly state: "known-failure"; readonly ms: number; readonly error: string; readonly why: string }
  /** The cell does not exist in this runtime. */
  | { readonly state: "absent"; readonly reason: string }
);

/** The result of a runtime's program. */
export interface RuntimeResult {
  readonly id: RuntimeId;
  /** The version that its adapter reports; undefined when the program never reported. */
  readonly version: string | undefined;
  /** The capabilities that it reported; absent when it never reported. */
  readonly greeting?: Greeting;
  readonly cells: ReadonlyArray<CellResult>;
  readonly ms: number;
}
