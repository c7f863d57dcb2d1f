import type { Problem } from "./types.ts";

/** A response of the gateway that is not a success. */
export class GatewayError extends Error {
  /** The status of the gateway's response. */
  readonly status: number;
  /** The problem that the gateway sent, if it sent one. */
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `The gateway responded with status ${status}.`);
    this.name = "GatewayError";
    this.status = status;
    this.problem = problem;
  }

  /** Whether the same request may succeed soon: the gateway is busy, or a proxy before it does not reach it. */
  get mayPass(): boolean {
    const { status, problem } = this;
    return status === 429 || status === 503 || status === 504 || (status === 502 && problem._tag === undefined);
  }

  /** Whether it may succeed after a while, when the system behind the gateway recovers or the person signs in again. */
  get mayRecover(): boolean {
    return this.status >= 500 || this.status === 0 || this.status === 401;
  }
}

const asProblem = (value: unknown): Partial<Problem> =>
  typeof value === "object" && value !== null ? (value as Partial<Problem>) : {};

/** The error of a response that is not a success; reads its body. */
export const errorOfResponse = async (response: Response): Promise<GatewayError> => {
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) {
    await response.body?.cancel();
    return new GatewayError(response.status, {});
  }
  return new GatewayError(response.status, asProblem(await response.json().catch(() => undefined)));
};

/** The error of a problem that a stream delivered. */
export const errorOfProblem = (value: unknown): GatewayError => {
  const problem = asProblem(value);
  return new GatewayError(problem.status ?? 502, problem);
};
