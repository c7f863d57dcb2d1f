import { fileURLToPath } from "node:url";

/** The folder of the repository, and that of this package. */
export const repository: string = fileURLToPath(new URL("../../..", import.meta.url));
export const home: string = fileURLToPath(new URL("..", import.meta.url));
