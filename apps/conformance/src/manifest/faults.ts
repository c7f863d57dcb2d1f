import { faultTable } from "../faults/table.ts";
import { requirementOf } from "../faults/requirement-of.ts";
import type { Requirement } from "./requirement.ts";

/** One requirement for each row of the fault matrix. */
export const faultRequirements: ReadonlyArray<Requirement> = faultTable.map(({ id, fault, holds }) => ({
  id: requirementOf(id),
  source: `fault ${id}`,
  promise: `${fault}: ${holds}.`,
}));
