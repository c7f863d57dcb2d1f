import { createR1Checker } from "@jobwire/testing/internal";
import type { ConformanceCase } from "../case/conformance-case.ts";
import type { CellReport, Greeting, HandedCell } from "../program/control.ts";
import { CellQueue } from "./cell-queue.ts";
import type { CellResult } from "./cell-result.ts";
import { type AbsentCell, type PlannedCell, planCells } from "./plan.ts";
import { openWorld, type OpenWorld, type WorldOptions } from "./worlds.ts";

/** The parts of a session. */
export interface SessionOptions extends WorldOptions {
  /** Called for each finished cell. */
  readonly onCell?: ((result: CellResult) => void) | undefined;
}

/** The runner's side of one program: hands it cells, runs their servers, keeps their results. */
export class ProgramSession {
  readonly #cases: ReadonlyArray<ConformanceCase>;
  readonly #options: SessionOptions;
  readonly #worlds = new Map<number, { readonly cell: PlannedCell; readonly open: OpenWorld }>();
  readonly #results: Array<CellResult> = [];
  readonly #uncaughtErrors: Array<string> = [];
  readonly #greeted = Promise.withResolvers<void>();
  readonly #drained = Promise.withResolvers<void>();
  #queue: CellQueue | undefined;
  #absent: ReadonlyArray<AbsentCell> = [];
  #greeting: Greeting | undefined;
  #finished = false;

  constructor(cases: ReadonlyArray<ConformanceCase>, options: SessionOptions) {
    this.#cases = cases;
    this.#options = options;
  }

  get greeting(): Greeting | undefined {
    return this.#greeting;
  }

  /** Resolves when the program sent its first message. */
  get greeted(): Promise<void> {
    return this.#greeted.promise;
  }

  /** Resolves when the program knows that there are no more cells and has reported all of its own. */
  get drained(): Promise<void> {
    return this.#drained.promise;
  }

  /** Handles a request of the program; the value is returned as JSON. */
  async answer(path: string, body: unknown): Promise<unknown> {
    switch (path) {
      case "hello":
        return this.#hello(body as Greeting);
      case "next":
        return this.#next();
      case "hand":
        return this.#hand(
          body as { readonly cell: number; readonly name: string; readonly args: ReadonlyArray<never> },
        );
      case "check-lines":
        return this.#checkLines(
          body as { readonly cell: number; readonly lines: ReadonlyArray<string>; readonly job: string },
        );
      case "report":
        return this.#report(body as CellReport);
      case "uncaught-error":
        this.#uncaughtErrors.push((body as { readonly what: string }).what);
        return undefined;
      default:
        throw new Error(`the path ${path} does not exist`);
    }
  }

  /** Closes what a dead program left, and returns all results; `why` explains cells without one. */
  async finish(
    why: string,
  ): Promise<{ readonly cells: ReadonlyArray<CellResult>; readonly uncaughtErrors: ReadonlyArray<string> }> {
    this.#finished = true;
    for (const { cell } of this.#worlds.values()) await this.#report({ cell: cell.number, error: why, ms: 0 });
    for (const cell of this.#queue?.left() ?? []) this.#keep(cell, { cell: cell.number, error: why, ms: 0 });
    const absent = this.#absent.map(
      ({ case: { id, cites }, transport, reason }): CellResult => ({
        case: id,
        cites,
        transport,
        state: "absent",
        reason,
      }),
    );
    return { cells: [...this.#results, ...absent], uncaughtErrors: this.#uncaughtErrors };
  }

  #hello(greeting: Greeting): void {
    const { cells, absent } = planCells(this.#cases, greeting);
    this.#greeting = greeting;
    this.#greeted.resolve();
    this.#queue = new CellQueue(cells);
    this.#absent = absent;
  }

  async #next(): Promise<HandedCell | undefined> {
    while (true) {
      const cell = await this.#queue?.take();
      if (cell === undefined) {
        if (this.#worlds.size === 0) this.#drained.resolve();
        return undefined;
      }
      try {
        const open = await openWorld(cell, this.#options);
        if (this.#finished) {
          // The program ended while its servers started.
          await open.close();
          return undefined;
        }
        this.#worlds.set(cell.number, { cell, open });
        const { url, token, hands } = open.world;
        return {
          cell: cell.number,
          case: cell.case.id,
          transport: cell.transport,
          url,
          ...(token === undefined ? {} : { token }),
          hands: Object.keys(hands ?? {}),
        };
      } catch (error) {
        this.#keep(cell, { cell: cell.number, error: `its servers did not start: ${String(error)}`, ms: 0 });
      }
    }
  }

  async #hand({
    cell,
    name,
    args,
  }: {
    readonly cell: number;
    readonly name: string;
    readonly args: ReadonlyArray<never>;
  }) {
    const hand = this.#worldOf(cell).world.hands?.[name];
    if (hand === undefined) throw new Error(`cell ${cell} has no hand named ${name}`);
    return hand(...args);
  }

  async #checkLines({
    cell,
    lines,
    job,
  }: {
    readonly cell: number;
    readonly lines: ReadonlyArray<string>;
    readonly job: string;
  }) {
    const { truth } = this.#worldOf(cell).world;
    if (truth === undefined) throw new Error(`cell ${cell} has no log to compare with`);
    const log = await truth(job);
    const checker = createR1Checker(log);
    await checker.add(lines);
    const result = await checker.finish();
    return result.ok ? undefined : `R1${job === "" ? "" : `, ${job}`}: ${result.message}`;
  }

  async #report(report: CellReport): Promise<void> {
    const held = this.#worlds.get(report.cell);
    if (held === undefined) throw new Error(`cell ${report.cell} is not running`);
    this.#worlds.delete(report.cell);
    const problems = await held.open.close();
    const error = [...(report.error === undefined ? [] : [report.error]), ...problems].join("\n");
    const { error: _, ...told } = report;
    this.#keep(held.cell, error === "" ? told : { ...told, error });
  }

  #worldOf(cell: number): OpenWorld {
    const held = this.#worlds.get(cell);
    if (held === undefined) throw new Error(`cell ${cell} is not running`);
    return held.open;
  }

  #keep(cell: PlannedCell, { error, ms, measured }: CellReport): void {
    this.#queue?.done(cell);
    const { id, cites } = cell.case;
    const common = { case: id, cites, transport: cell.transport, ms };
    const result: CellResult =
      error === undefined
        ? { ...common, state: "passed", ...(measured === undefined ? {} : { measured }) }
        : { ...common, state: "failed", error };
    this.#results.push(result);
    this.#options.onCell?.(result);
  }
}
