import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import type { DiagnosisCheck } from "./diagnosis.ts";

type Name = DiagnosisCheck["name"];
/** The result of one check, without its name. */
export type Finding = Pick<DiagnosisCheck, "result" | "message">;
/** Makes a finding. */
export const finding = (result: Finding["result"], message: string): Finding => ({ result, message });
/** The finding of a failure. */
export const failed = (error: JobwireError): Finding => finding("failed", error.message);

/** What is missing when a check fails and the jobs API works. */
const withoutIt: Partial<Record<Name, string>> = {
  address: "The jobs API works all the same; only the health of the head is not readable here",
  token: "The jobs API works all the same",
  version: "The jobs API works, but tails cannot read the log file, whose format depends on the version",
  state:
    "The jobs API works, but nodes, tasks and actors are not listed, and a dead node is not noticed. A new head may need some seconds",
  file: "Tails read the log by WebSocket or as a whole instead. A new head may need some seconds",
  websocket: "Tails poll the log instead",
};

/** The finding of a check whose failure leaves the jobs API usable. */
const lessened = (name: Name, found: Finding): Finding => {
  const lost = withoutIt[name];
  if (found.result !== "failed" || lost === undefined) return found;
  return finding("warning", `${found.message}${found.message.endsWith(".") ? "" : "."} ${lost}`);
};

/** The findings of one diagnosis so far. */
export class Findings {
  readonly #found: Array<DiagnosisCheck> = [];
  readonly #redact: (text: string) => string;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  /** Adds a finding; true when the thing works. */
  note(name: Name, found: Finding): boolean {
    // The messages are data here, and those of errors may contain a server's text.
    this.#found.push({ name, ...found, message: this.#redact(found.message) });
    return found.result === "ok" || found.result === "warning";
  }

  untried(name: Name, why: string): void {
    this.note(name, finding("untried", `not tried: ${why}`));
  }

  /** Adds the finding of a check. */
  run(name: Name, check: Effect.Effect<Finding, JobwireError>): Effect.Effect<boolean> {
    return Effect.map(
      Effect.catch(check, (error) => Effect.succeed(failed(error))),
      (found) => this.note(name, found) && found.result === "ok",
    );
  }

  /** All findings; where the jobs API works, the failure of anything else is a warning. */
  all(jobsWork: boolean): ReadonlyArray<DiagnosisCheck> {
    return this.#found.map((check) => (jobsWork ? { ...check, ...lessened(check.name, check) } : check));
  }
}
