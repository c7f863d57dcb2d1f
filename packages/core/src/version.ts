/** This package's version. `release:version` writes it from package.json, and a test compares the two. */
export const version: string = "0.1.0";
