import type { components } from "@jobwire/gateway/openapi";

type Schemas = components["schemas"];

/** A configured system. */
export type System = Schemas["System"];
/** The configured systems. */
export type Systems = Schemas["Systems"];
/** The jobs of a system. */
export type Jobs = Schemas["Jobs"];
/** The response to a submit. */
export type Submitted = Schemas["Submitted"];
/** A job as the gateway returns it. */
export type Job = Schemas["Job"];
/** How a job ended. */
export type Outcome = Schemas["Outcome"];
/** A message of a system's changes. */
export type Change = Schemas["Change"];
/** The body of a submit. */
export type SubmitRequest = Schemas["SubmitRequest"];
/** An error of the gateway. */
export type Problem = Schemas["Problem"];
/** Rows of nodes, tasks, actors or applications. */
export type Rows = Schemas["Rows"];
/** Where a line begins, and the log's size. */
export type LogPosition = Schemas["LogPosition"];
/** One response of a search. */
export type LogMatch = Schemas["LogMatch"];
