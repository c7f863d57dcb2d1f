/** The id of the requirement that a row of the fault matrix is. */
export const requirementOf = (row: number): string => `faults/row/${String(row).padStart(2, "0")}`;
