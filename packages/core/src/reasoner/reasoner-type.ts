import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";

/** How the service names reasoner types in paths, bodies and statements. */
export type Discriminator = "LOGIC" | "ML" | "SOLVER";

/** All of them, in the service's order. */
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

/** The type behind a public name or a discriminator in any case, white space round it cut; undefined for other words. */
export const discriminatorOf = (name: string): Discriminator | undefined => {
  const word = name.trim().toUpperCase();
  return Object.hasOwn(byName, word) ? byName[word] : undefined;
};

/** The public name. */
export const labelOfType = (type: Discriminator): string => labels[type];

/** Throws `InvalidRequest` (reason `local`) unless it names a reasoner type. */
export const checkReasonerType = (name: unknown): Discriminator => {
  const known = typeof name === "string" ? discriminatorOf(name) : undefined;
  if (known !== undefined) return known;
  const shown = typeof name === "string" ? JSON.stringify(excerpt(name, 60)) : String(name);
  throw new InvalidRequest({
    message: `reasonerType is ${shown}; it must be Logic, Prescriptive or Predictive`,
    reason: "local",
  });
};
