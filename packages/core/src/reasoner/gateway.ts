import type * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { BackendName } from "./backend-name.ts";
import type { JobRow } from "./job-row.ts";
import type { ListQuery } from "./list-query.ts";
import type { Discriminator } from "./reasoner-type.ts";
import type { JobArtifacts, JobEvents, JobPayload, JobProblems } from "./types.ts";

/** The content of a create request. */
export interface CreateRequest {
  readonly type: Discriminator;
  readonly name: string;
  /** Has no `abort_detached`, which the client sets. */
  readonly payload: JobPayload;
  readonly timeoutMins: number | undefined;
  /** Logic only: abort the job when its client disconnects. */
  readonly abortDetached: boolean;
}

/**
 * The job requests of one backend: single tries with arguments that were checked before. Fails with the errors of the
 * connection and of the response; a job that the server does not know is `NotFound` (reason `unknown-job`), a reasoner that is
 * not ready yet `NotReady` (reason `not-ready`).
 */
export interface JobGateway {
  readonly backend: BackendName;
  /** The server's name in messages. */
  readonly address: string;
  readonly get: (type: Discriminator, id: string) => Effect.Effect<JobRow, JobwireError>;
  /** Jobs of these types, filtered, newest first, without limit and offset unless the server applied them already. */
  readonly list: (types: ReadonlyArray<Discriminator>, query: ListQuery) => Effect.Effect<ListedRows, JobwireError>;
  /** Returns the id. A create with an unknown outcome fails with `CreateOutcomeUnknown`. */
  readonly create: (request: CreateRequest) => Effect.Effect<string, JobwireError>;
  /** The page after the token, which is empty for the first page. */
  readonly events: (
    type: Discriminator,
    id: string,
    stream: string,
    token: string,
  ) => Effect.Effect<JobEvents, JobwireError>;
  readonly cancel: (type: Discriminator, id: string, allUsers: boolean) => Effect.Effect<void, JobwireError>;
  /** For a Logic job. */
  readonly artifacts: (id: string) => Effect.Effect<JobArtifacts, JobwireError>;
  /** For a Logic job. */
  readonly problems: (id: string) => Effect.Effect<JobProblems, JobwireError>;
}

/** The result of a list request. */
export interface ListedRows {
  readonly rows: ReadonlyArray<JobRow>;
  /** True when the server already skipped the rows of the query's offset. */
  readonly skipped: boolean;
}
