import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";

/** The service's names of reasoner types in paths, bodies and statements. */
export type Discriminator = "LOGIC" | "ML" | "SOLVER";

/** All types, in the service's order. */
export const discriminators: ReadonlyArray<Discriminator> = ["LOGIC", "ML", "SOLVER"];

const byName: Readonly<Record<string, Discriminator>> = {
  LOGIC: "LOGIC",
  ML: "ML",
  PREDICTIVE: "ML",
  PRESCRIPTIVE: "SOLVER",
  SOLVER: "SOLVER",
};

const labels: Readonly<Record<Discriminator, string>> = {
  LOGIC: "Logic",
  ML: "Predictive",
  SOLVER: "Prescriptive",
};

/**
 * The type for a public name or a discriminator, in any case and with any surrounding white space; undefined for other words.
 */
export const discriminatorOf = (name: string): Discriminator | undefined => {
  const word = name.trim().toUpperCase();
  return Object.hasOwn(byName, word) ? byName[word] : undefined;
};

/** The public name of a type. */
export const labelOfType = (type: Discriminator): string => labels[type];

/** Throws `InvalidRequest` (reason `local`) unless the name is a reasoner type. */
export const checkReasonerType = (name: unknown): Discriminator => {
  const known = typeof name === "string" ? discriminatorOf(name) : undefined;
  if (known !== undefined) return known;
  const shown = typeof name === "string" ? JSON.stringify(excerpt(name, 60)) : String(name);
  throw new InvalidRequest({
    message: `reasonerType is ${shown}. It must be Logic, Prescriptive or Predictive`,
    reason: "local",
  });
};
