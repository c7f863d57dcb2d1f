/** The failure of a contract case. */
export class ContractBroken extends Error {
  override readonly name = "ContractBroken";
}

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (part === undefined ? "undefined" : part)) ?? "undefined";

/** Fails unless both are the same as JSON. */
export const same = (actual: unknown, expected: unknown, what: string): void => {
  if (shown(actual) !== shown(expected)) {
    throw new ContractBroken(`${what}: ${shown(actual).slice(0, 500)}, expected ${shown(expected).slice(0, 500)}`);
  }
};

/** Fails unless the condition is true. */
export const holds = (truth: boolean, what: string): void => {
  if (!truth) throw new ContractBroken(what);
};
