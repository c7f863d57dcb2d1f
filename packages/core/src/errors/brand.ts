/** Marks every error of the family, also one that another copy of the package made. */
export const brand: symbol = Symbol.for("@jobwire/error");
