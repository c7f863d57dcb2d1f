import { totalmem } from "node:os";
import { labelsMatch } from "./label-selector.ts";
import type { SubmitRequest } from "./submit-request.ts";

/** The resources of the one node, and the amounts that its running entrypoints hold. */
export class NodeResources {
  readonly total: ReadonlyMap<string, number>;
  readonly labels: Readonly<Record<string, string>>;
  readonly #free: Map<string, number>;

  constructor(cpus: number, labels: Readonly<Record<string, string>>) {
    this.total = new Map([
      ["CPU", cpus],
      ["memory", totalmem()],
    ]);
    this.labels = labels;
    this.#free = new Map(this.total);
  }

  /** Takes the job's resources, or takes nothing and returns false. */
  reserve(request: SubmitRequest): boolean {
    if (!labelsMatch(this.labels, request.entrypoint_label_selector ?? {})) return false;
    const wanted = demands(request);
    if (wanted.some(([name, amount]) => amount > (this.#free.get(name) ?? 0))) return false;
    for (const [name, amount] of wanted) this.#free.set(name, (this.#free.get(name) ?? 0) - amount);
    return true;
  }

  release(request: SubmitRequest): void {
    for (const [name, amount] of demands(request)) this.#free.set(name, (this.#free.get(name) ?? 0) + amount);
  }
}

/** The amounts above zero that the entrypoint itself requests. */
export function demands(request: SubmitRequest): readonly (readonly [string, number])[] {
  const all: readonly (readonly [string, number])[] = [
    ["CPU", Number(request.entrypoint_num_cpus ?? 0)],
    ["GPU", Number(request.entrypoint_num_gpus ?? 0)],
    ["memory", Number(request.entrypoint_memory ?? 0)],
    ...Object.entries(request.entrypoint_resources ?? {}),
  ];
  return all.filter(([, amount]) => amount > 0);
}
