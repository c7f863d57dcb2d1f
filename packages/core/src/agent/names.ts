import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";

const refuse = (value: unknown, what: string, problem: string): InvalidRequest => {
  const shown = typeof value === "string" ? JSON.stringify(excerpt(value, 80)) : typeof value;
  return new InvalidRequest({ message: `${shown} cannot be ${what}: ${problem}`, reason: "local", statusCode: 400 });
};

/**
 * The job's id. Throws `InvalidRequest` (reason `local`, 400) unless it is 1 to 100 of `A–Z a–z 0–9 - _`, which is what the
 * agent's own clients demand; they let a final newline pass, and check no id outside of tails.
 */
export const checkAgentJobId = (id: unknown): string => {
  // Without the m flag `$` is the end of the text here, unlike in Python.
  if (typeof id === "string" && /^[A-Za-z0-9_-]{1,100}$/.test(id)) return id;
  throw refuse(id, "a job's id", "1 to 100 letters, digits, - and _ are allowed");
};

/** The name of a node, task, application or release; throws `InvalidRequest` (reason `local`, 400). It is encoded when it is sent. */
export const checkName = (what: string, name: unknown): string => {
  const problem =
    typeof name !== "string"
      ? "it is not a string"
      : name.trim() === ""
        ? "it is blank"
        : name === "." || name === ".."
          ? "it is a path of its own"
          : name.length > 1000
            ? "it is longer than 1,000 characters"
            : /\p{Surrogate}/u.test(name)
              ? "it holds half a surrogate pair"
              : undefined;
  if (problem !== undefined) throw refuse(name, `the name of ${what}`, problem);
  return name as string;
};
