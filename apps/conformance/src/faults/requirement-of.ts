/** The requirement id of a row of the fault matrix. */
export const requirementOf = (row: number): string => `faults/row/${String(row).padStart(2, "0")}`;
