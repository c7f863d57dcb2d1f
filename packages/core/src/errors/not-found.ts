import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * The thing that does not exist.
 *
 * - `unknown-job`: the job.
 * - `unknown-path`: the path; the address is most likely not that of this kind of server.
 * - `unknown-name`: the node, task, application or release of a Synapse Agent.
 * - `unknown-package`: the package in Ray's store.
 * - `unknown-application`: the application of Ray Serve.
 * - `unknown-deployment`: the application or deployment whose replicas should change.
 * - `unknown-log`: the log file on a node of Ray.
 * - `unknown-actor`, `unknown-node`, `unknown-object`, `unknown-placement-group`, `unknown-task`, `unknown-worker`: the row of Ray's state API.
 * - `app-missing`: the RelationalAI application, or the role may not use it.
 * - `procedure-missing`: the application's procedure, or the role may not use it.
 * - `database-missing`: the database.
 */
export type NotFoundReason =
  | "unknown-job"
  | "unknown-path"
  | "unknown-name"
  | "unknown-package"
  | "unknown-application"
  | "unknown-deployment"
  | "unknown-log"
  | "unknown-actor"
  | "unknown-node"
  | "unknown-object"
  | "unknown-placement-group"
  | "unknown-task"
  | "unknown-worker"
  | "app-missing"
  | "procedure-missing"
  | "database-missing";

/** The job (or other named thing) does not exist. */
export class NotFound extends JobwireErrorBase<NotFoundReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "NotFound";
  /** The tag that identifies this kind of error: `error._tag === "NotFound"`. */
  readonly _tag = "NotFound" as const;
}
