import * as Effect from "effect/Effect";
import { type JobwireError, StreamLimitExceeded } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { readBeginning } from "../log-file/read-beginning.ts";
import { listLogFiles } from "../log-names.ts";
import { listNodes } from "../state/nodes.ts";
import type { OpenWorkerFile } from "./open-worker-files.ts";
import { type NodeFile, parseWorkerFile, type WorkerFile } from "./worker-file-name.ts";

/** The tail of one job follows at most this many logs. */
const maxFiles = 10_000;
/** Ray's line with the job's id, which begins the log of a worker that started without a job. */
const jobLine = ":job_id:";
const jobLineBytes = 64;

/** Finds the logs of a job's workers on all live nodes: `GET /api/v0/logs`, once for each node. */
export class WorkerFiles {
  readonly #api: RayApi;
  readonly #label: string;
  readonly #open: OpenWorkerFile;
  readonly #stream: WorkerFile["stream"] | undefined;
  /** The logs that were returned. */
  readonly #known = new Set<string>();
  /** The jobs of logs, as far as they are known. */
  readonly #jobs = new Map<string, string>();
  /** The nodes that were searched. */
  readonly #nodes = new Set<string>();
  #found = 0;

  constructor(api: RayApi, label: string, open: OpenWorkerFile, stream: WorkerFile["stream"] | undefined) {
    this.#api = api;
    this.#label = label;
    this.#open = open;
    this.#stream = stream;
  }

  /** The logs of these jobs (Ray's own ids) that were not returned before. Fails when a live node does not respond. */
  find(jobIds: ReadonlySet<string>): Effect.Effect<ReadonlyArray<NodeFile>, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      if (jobIds.size === 0) return [];
      const found: Array<NodeFile> = [];
      const nodes: Array<string> = [];
      for (const { nodeId, state } of yield* listNodes(this.#api)) {
        if (state !== "ALIVE") continue;
        for (const name of yield* listLogFiles(this.#api, nodeId, "worker-*")) {
          const parsed = parseWorkerFile(name);
          const key = `${nodeId}/${name}`;
          if (parsed === undefined || this.#known.has(key)) continue;
          if (this.#stream !== undefined && parsed.stream !== this.#stream) continue;
          const file: NodeFile = { ...parsed, nodeId };
          const jobId = parsed.jobId ?? this.#jobs.get(key) ?? (yield* this.#jobOf(file));
          if (jobId === undefined) continue;
          this.#jobs.set(key, jobId);
          if (jobIds.has(jobId)) found.push(file);
        }
        nodes.push(nodeId);
      }
      // Only now: a search that fails on the way returns nothing, and is repeated.
      for (const { nodeId, filename } of found) this.#known.add(`${nodeId}/${filename}`);
      for (const nodeId of nodes) this.#nodes.add(nodeId);
      this.#found += found.length;
      if (this.#found > maxFiles) {
        return yield* Effect.fail(
          new StreamLimitExceeded({
            reason: "files",
            message: `${this.#label} has more than ${maxFiles} logs of workers. Follow its tasks and actors one by one`,
          }),
        );
      }
      return found;
    });
  }

  /** A node that was searched and is no longer alive. */
  lostNode(): Effect.Effect<string | undefined, JobwireError> {
    return Effect.map(listNodes(this.#api), (nodes) => {
      const alive = new Set(nodes.filter(({ state }) => state === "ALIVE").map(({ nodeId }) => nodeId));
      return [...this.#nodes].find((nodeId) => !alive.has(nodeId));
    });
  }

  /** The job in the first line of a log; undefined while it has none. */
  #jobOf(file: NodeFile): Effect.Effect<string | undefined, JobwireError> {
    const open = this.#open(file);
    return Effect.map(readBeginning(open, -1, jobLineBytes, 0), ({ bytes }) => {
      const [line, ...rest] = new TextDecoder().decode(bytes).split("\n");
      if (line === undefined || rest.length === 0) return undefined;
      return line.startsWith(jobLine) ? line.slice(jobLine.length) : "";
    });
  }
}
