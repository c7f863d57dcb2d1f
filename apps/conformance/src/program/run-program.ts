import { connectControl } from "./control.ts";
import { runCell, type Subject } from "./run-cell.ts";

/** What a runtime's program brings beside its clients. */
export interface ProgramOptions extends Subject {
  /** The program's own address at the runner. */
  readonly controlUrl: string;
  /** Cells at the same time. */
  readonly workers: number;
  /** Tells of everything that fails outside of any cell. */
  readonly onStray: (tell: (what: unknown) => void) => void;
}

/** Takes cells from the runner until there are no more. Whoever calls it then has nothing left to do, and must end by itself. */
export const runProgram = async (options: ProgramOptions): Promise<void> => {
  const control = connectControl(options.controlUrl);
  options.onStray((what) => void control.stray(what instanceof Error ? String(what.stack) : String(what)));
  await control.hello({ runtime: options.runtime, surfaces: surfacesOf(options.clients) });
  const work = async (): Promise<void> => {
    for (let cell = await control.next(); cell !== undefined; cell = await control.next()) {
      await control.report(await runCell(options, control, cell));
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
};

/** The surfaces that there are clients for. */
export const surfacesOf = (clients: Subject["clients"]): ReadonlyArray<keyof Subject["clients"]> =>
  Object.keys(clients) as ReadonlyArray<keyof Subject["clients"]>;
