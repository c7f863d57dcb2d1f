import { InvalidRequest } from "../errors.ts";
import { shownValue } from "../surface/shown-value.ts";
import type { TailOptions, TailProtocol } from "./options.ts";
import { isPosition } from "./position.ts";

const invalid = (message: string): InvalidRequest => new InvalidRequest({ reason: "local", message });

const protocols: ReadonlyArray<unknown> = ["auto", "websocket", "http"] satisfies ReadonlyArray<TailProtocol>;
/** Ray reads the number as 32 bits. */
const maxTail = 2_147_483_647;

/** Checks the options of a tail without a request; returns the error, or undefined when they are right. */
export const tailOptionsProblem = (options: TailOptions): InvalidRequest | undefined => {
  const { tail, from, limits, protocol, follow } = options;
  if (protocol !== undefined && !protocols.includes(protocol))
    return invalid(`\`protocol\` must be \`auto\`, \`websocket\` or \`http\`, not ${shownValue(protocol)}.`);
  if (follow !== undefined && typeof follow !== "boolean")
    return invalid(`\`follow\` must be true or false, not ${shownValue(follow)}.`);
  if (tail !== undefined && !(Number.isInteger(tail) && tail >= 0 && tail <= maxTail))
    return invalid(`\`tail\` must be a whole number of lines from 0 to ${maxTail}, not ${shownValue(tail)}.`);
  if (tail !== undefined && from !== undefined)
    return invalid("`tail` and `from` both set where the tail begins. Pass only one of them.");
  if (from !== undefined && !isPosition(from)) {
    return invalid(
      "`from` is not a position of this version of Jobwire. Pass the `position` of a batch or an error unchanged.",
    );
  }
  if (from !== undefined && from.anchor === null) {
    return invalid(
      "This position comes from `tail: N` on a finished job, whose first lines were not read, so a tail cannot continue from it. Start again without `from`.",
    );
  }
  if (limits !== undefined && (typeof limits !== "object" || limits === null))
    return invalid(`\`limits\` must be an object, not ${shownValue(limits)}.`);
  const { oversize = "truncate", ...numbers } = limits ?? {};
  if (oversize !== "truncate" && oversize !== "skip" && oversize !== "error")
    return invalid("`oversize` must be `truncate`, `skip` or `error`.");
  for (const [name, limit] of Object.entries(numbers)) {
    if (limit !== undefined && !(typeof limit === "number" && limit > 0))
      return invalid(`The limit \`${name}\` must be a number above 0, not ${shownValue(limit)}.`);
  }
  for (const name of ["idleMs", "timeoutMs", "retryForMs", "retryAuthForMs"] as const) {
    const value = options[name];
    if (value !== undefined && !(typeof value === "number" && value >= 0))
      return invalid(`\`${name}\` must be a number of milliseconds, 0 or more, not ${shownValue(value)}.`);
  }
  return undefined;
};
