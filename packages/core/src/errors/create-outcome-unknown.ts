import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Why the outcome is unknown.
 *
 * - `timeout`: the time ran out while the create was under way.
 * - `unreadable`: the response was lost or unreadable.
 * - `no-id`: the response has no id.
 * - `not-started`: Ray reported a failure but lists the job, which may still start.
 */
export type CreateOutcomeUnknownReason = "timeout" | "unreadable" | "no-id" | "not-started";

/** The client sent a create and cannot know its outcome. It did not repeat the create. */
export class CreateOutcomeUnknown extends JobwireErrorBase<CreateOutcomeUnknownReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "CreateOutcomeUnknown";
  /** The tag that identifies this kind of error: `error._tag === "CreateOutcomeUnknown"`. */
  readonly _tag = "CreateOutcomeUnknown" as const;
}
