import type { RuntimeFacts } from "@jobwire/core/adapter";
import type { Clients, Surface } from "../case/conformance-case.ts";
import { connectControl, type Control, type HandedCell } from "./control.ts";

/** What a runtime's program brings. */
export interface ProgramOptions {
  readonly runtime: RuntimeFacts;
  readonly clients: Clients;
  /** The program's own address at the runner. */
  readonly controlUrl: string;
  /** Cells at the same time. */
  readonly workers: number;
  /** Runs one cell and reports it. */
  readonly runOne: (control: Control, cell: HandedCell) => Promise<void>;
  /** The runner is gone: ends the program. Default: the failure is thrown. */
  readonly onRunnerGone?: () => void;
  /** Tells of everything that fails outside of any cell. */
  readonly onStray: (tell: (what: unknown) => void) => void;
}

/** Takes cells from the runner until there are no more. Whoever calls it then has nothing left to do, and must end by itself. */
export const runProgram = async (options: ProgramOptions): Promise<void> => {
  const { controlUrl, runtime, clients, workers, runOne, onStray, onRunnerGone } = options;
  const control = connectControl(controlUrl, onRunnerGone);
  onStray(tellStrays(control));
  await control.hello({ runtime, surfaces: Object.keys(clients) as ReadonlyArray<Surface> });
  const work = async (): Promise<void> => {
    for (let cell = await control.next(); cell !== undefined; cell = await control.next()) await runOne(control, cell);
  };
  await Promise.all(Array.from({ length: workers }, work));
};

/** What nobody caught, for the runner. When the runner is gone, that is nobody's any more: it must not come back as another stray. */
export const tellStrays =
  (control: Control) =>
  (what: unknown): void =>
    void control.stray(what instanceof Error ? String(what.stack) : String(what)).catch(() => {});
