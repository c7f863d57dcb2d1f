import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";

const refuse = (value: unknown, what: string, problem: string): InvalidRequest => {
  const shown = typeof value === "string" ? JSON.stringify(excerpt(value, 80)) : typeof value;
  return new InvalidRequest({
    message: `${shown} is not a valid ${what}: ${problem}`,
    reason: "local",
    statusCode: 400,
  });
};

/**
 * The job's id. Throws `InvalidRequest` (reason `local`, 400) unless it has 1 to 100 of `A–Z a–z 0–9 - _`, which the agent's
 * own clients require; those clients accept a final newline, and check no id outside of tails.
 */
export const checkAgentJobId = (id: unknown): string => {
  // Without the m flag `$` is the end of the text here, unlike in Python.
  if (typeof id === "string" && /^[A-Za-z0-9_-]{1,100}$/.test(id)) return id;
  throw refuse(id, "job id", "use 1 to 100 letters, digits, - and _");
};

/**
 * The name of a node, task, application or release; throws `InvalidRequest` (reason `local`, 400). The request percent-encodes
 * it.
 */
export const checkName = (what: string, name: unknown): string => {
  const problem =
    typeof name !== "string"
      ? "it is not a string"
      : name.trim() === ""
        ? "it is blank"
        : name === "." || name === ".."
          ? "it would change the path of the request"
          : name.length > 1000
            ? "it is longer than 1,000 characters"
            : /\p{Surrogate}/u.test(name)
              ? "it contains half of a surrogate pair"
              : undefined;
  if (problem !== undefined) throw refuse(name, `name of ${what}`, `${problem}. Use the name from the list`);
  return name as string;
};
