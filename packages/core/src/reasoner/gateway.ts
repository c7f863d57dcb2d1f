import type { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { JobRow } from "./job-row.ts";
import type { ListQuery } from "./list-query.ts";
import type { Discriminator } from "./reasoner-type.ts";
import type { JobArtifacts, JobEvents, JobPayload, JobProblems } from "./types.ts";

/** The way an operation goes. */
export type BackendName = "direct-access" | "sql";

/** What a create sends. */
export interface CreateRequest {
  readonly type: Discriminator;
  readonly name: string;
  /** Without `abort_detached`, which the client sets. */
  readonly payload: JobPayload;
  readonly timeoutMins: number | undefined;
  /** Logic only: abort the job when its client leaves. */
  readonly abortDetached: boolean;
}

/**
 * One way to the jobs: single tries without retries, arguments checked before. Fails with what the connection and the answer
 * fail with; a job that the server does not know is `NotFound` (reason `unknown-job`), a reasoner that is not up yet `NotReady`
 * (reason `not-ready`).
 */
export interface JobGateway {
  readonly backend: BackendName;
  /** What to call the other side in messages. */
  readonly address: string;
  readonly get: (type: Discriminator, id: string) => Effect.Effect<JobRow, JobwireError>;
  /** Jobs of the given types, filtered, newest first, without limit and offset unless the server did that already. */
  readonly list: (types: ReadonlyArray<Discriminator>, query: ListQuery) => Effect.Effect<ListedRows, JobwireError>;
  /** Gives the id. A create whose outcome is not known fails with `CreateOutcomeUnknown`. */
  readonly create: (request: CreateRequest) => Effect.Effect<string, JobwireError>;
  /** A page after the token, which is empty for the first. */
  readonly events: (
    type: Discriminator,
    id: string,
    stream: string,
    token: string,
  ) => Effect.Effect<JobEvents, JobwireError>;
  readonly cancel: (type: Discriminator, id: string, allUsers: boolean) => Effect.Effect<void, JobwireError>;
  /** Of a Logic job. */
  readonly artifacts: (id: string) => Effect.Effect<JobArtifacts, JobwireError>;
  /** Of a Logic job. */
  readonly problems: (id: string) => Effect.Effect<JobProblems, JobwireError>;
}

/** What a list gave. */
export interface ListedRows {
  readonly rows: ReadonlyArray<JobRow>;
  /** The server has left out the query's offset already. */
  readonly skipped: boolean;
}
