import { fileURLToPath } from "node:url";

/** This repository's folder. */
export const repository: string = fileURLToPath(new URL("../../..", import.meta.url));
