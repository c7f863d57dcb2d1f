import type * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { PendingReason } from "../poll/pending.ts";
import type { PollSource } from "../poll/shared-poller.ts";
import type { RetryPolicyName } from "../retry/retry-policies.ts";
import type { TailBackend } from "../tail/backend.ts";
import type { TailOptions } from "../tail/options.ts";
import type { JobOutcome } from "./job-outcome.ts";
import type { JobTypes, PlainJobTypes } from "./job-types.ts";

/** How a system names a job. */
export interface JobIds<Types extends JobTypes> {
  /** The `kind` of a handle's JSON, such as `jobwire/ray-job`. */
  readonly kind: Types["json"]["kind"];
  /** The id as requests send it; throws `InvalidRequest` (reason `local`) unless it can name a job. */
  readonly check: (id: unknown) => Types["id"];
  /** The fields of the id in a handle and its JSON; default `{ id }`. */
  readonly fields?: (id: Types["id"]) => object;
  /** The id in those fields, not checked yet; default their `id`. */
  readonly fromFields?: (fields: Readonly<Record<string, unknown>>) => unknown;
  /** The id as text, different for each job: polls and messages use it. Default the id itself. */
  readonly keyOf?: (id: Types["id"]) => string;
  /** The id in a key, as messages show it. Default the key itself. */
  readonly shownKey?: (key: string) => string;
}

/** The setup of one tail. */
export interface TailPlan {
  /** The sources of the log. */
  readonly backend: TailBackend;
  /** The options of the tail; default the caller's. */
  readonly options?: Omit<TailOptions, "signal">;
  /** Milliseconds without text after which the tail checks the job; default the client's. */
  readonly idleMs?: number;
  /** The unit of `maxMessages`; default the received messages. */
  readonly messages?: "received" | "lines";
}

/** How waits judge the job that they see. */
export interface WaitRules {
  /** Why a job of this system may be gone, for messages, such as `it was deleted`. */
  readonly goneBecause: string;
  /**
   * Why a job that the server knew at this time (milliseconds of the monotonic clock) and does not know now is gone for good;
   * undefined while nothing proves it. Default: time decides.
   */
  readonly forgottenSince?: ((seenAt: number) => Effect.Effect<string | undefined>) | undefined;
  /** After which failures a poll is repeated until the wait's own limits. Default `transient`, whatever policy single reads have. */
  readonly policy?: RetryPolicyName | undefined;
  /** Milliseconds until the deadline unless the caller sets another; default none. */
  readonly timeoutMs?: number | undefined;
  /** Retry transient failures until the deadline, not only for `retryForMs`. Default false. */
  readonly retryToDeadline?: boolean | undefined;
  /** Milliseconds in which a job that the wait never saw may still appear; default: two looks decide. */
  readonly appearsWithinMs?: number | undefined;
  /** The list may lack jobs that exist: only a read of one job proves that it is missing. Default false. */
  readonly listMayLack?: boolean | undefined;
}

/**
 * Everything that Jobwire needs to know about one system: how one request reads, stops or deletes a job, and what a job's status
 * means. Every request is a single try with a checked id: retries, limits of time, checks of options, shared polls, tails and
 * redaction belong to {@link makeJobSurface}. A read of a job that the server does not know fails with `NotFound` (reason
 * `unknown-job`).
 */
export interface JobBackend<Types extends JobTypes> {
  /** The name of the system in spans, such as `ray`. */
  readonly system: string;
  /** The name of its jobs in messages, such as `a Ray job`. */
  readonly noun: string;
  /** The address of the server, for messages. */
  readonly address: string;
  /** How the system names its jobs, and how their names are checked. */
  readonly ids: JobIds<Types>;
  /** Reads one job. */
  readonly get: (id: Types["id"]) => Effect.Effect<Types["seen"], JobwireError>;
  /** Reads all jobs that the options select. */
  readonly list: (options: Types["listOptions"]) => Effect.Effect<ReadonlyArray<Types["job"]>, JobwireError>;
  /** How the shared polls of waits read jobs; {@link listPolls} makes them of a get and a list. */
  readonly polls: JobPolls<Types>;
  /** The server's own status. */
  readonly statusOf: (seen: Types["seen"]) => string;
  /** How the job ended; undefined while it may still change. */
  readonly outcomeOf: (seen: Types["seen"]) => JobOutcome | undefined;
  /** Reads why a job has not started; undefined for any other job. Absent when the system does not report it. */
  readonly whyPending?: (seen: Types["seen"]) => Effect.Effect<PendingReason> | undefined;
  /** What a wait may conclude from the system's responses. */
  readonly waits: WaitRules;

  /** The job in a response, as callbacks and errors show it; default the response itself. */
  readonly jobOf?: (seen: Types["seen"]) => Types["job"];
  /**
   * The job as a get or a wait returns it; a wait has `leftMs` of its time left. Default the same as {@link JobBackend.jobOf}.
   */
  readonly complete?: (
    seen: Types["seen"],
    options: Types["waitOptions"] | Types["getOptions"],
    wait?: {
      /** Milliseconds that the wait has left. */
      readonly leftMs: number;
    },
  ) => Effect.Effect<Types["job"], JobwireError>;
  /** Throws `InvalidRequest` (reason `local`) for options of a get or a wait that only this system has. */
  readonly checkOptions?: (id: Types["id"], options: Types["waitOptions"] | Types["getOptions"]) => void;
  /** Called when an operation, such as `jobs.get`, begins. */
  readonly announce?: (operation: string) => Effect.Effect<unknown>;

  /** Submits once and returns the id; `timeoutMs` limits the whole submit, `retryForMs` its retries, if the caller set it. */
  readonly submit?: (
    request: Types["request"],
    options: {
      /** The deadline of the whole submit, in milliseconds; undefined for none. */
      readonly timeoutMs: number | undefined;
      /** Milliseconds for its retries, as the caller set them; undefined for the default. */
      readonly retryForMs: number | undefined;
      /** Call it before each retry. */
      readonly onRetry: ((error: JobwireError, delayMs: number) => void) | undefined;
    },
  ) => Effect.Effect<Types["id"], JobwireError>;
  /** Stops a job. Absent when the system cannot. */
  readonly stop?: {
    /** Sends one stop. */
    readonly send: (id: Types["id"], options: Types["stopOptions"]) => Effect.Effect<Types["stopped"], JobwireError>;
    /** The failures after which it is sent again; default `transient`, since most servers handle a second stop like the first. */
    readonly retries?: RetryPolicyName;
    /** Fails when the result of the stop shows that the job will never end; runs before a wait for the end. */
    readonly willEnd?: (id: Types["id"], stopped: Types["stopped"]) => Effect.Effect<void, JobwireError>;
  };
  /** Deletes the record of a terminal job. After a try without a clear response, `NotFound` counts as success. */
  readonly delete?: (id: Types["id"]) => Effect.Effect<void, JobwireError>;
  /** Reads the whole log. */
  readonly getLogs?: (id: Types["id"]) => Effect.Effect<string, JobwireError>;
  /** The sources of a job's log. Throws `InvalidRequest` (reason `local`) for options that cannot work; sends nothing. */
  readonly tail?: (id: Types["id"], options: Types["tailOptions"]) => TailPlan;
}

/** How polls read jobs. Jobs that no single list contains are polled in separate groups. */
export interface JobPolls<Types extends JobTypes> {
  /** How to read the jobs of each group, by its name. */
  readonly sources: Readonly<Record<string, PollSource<Types["seen"]>>>;
  /** The group of a job; default the only one. */
  readonly groupOf?: (id: Types["id"]) => string;
}

/** The backend of a system without its own types. */
export type PlainJobBackend<Job, Request = unknown, Stopped = void> = JobBackend<PlainJobTypes<Job, Request, Stopped>>;
