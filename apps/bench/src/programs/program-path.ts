import { fileURLToPath } from "node:url";

/** The path of a program of this folder, for a process of its own. */
export const programPath = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** The built `jobwire` command. */
export const cliPath: string = fileURLToPath(new URL("../../../cli/dist/main.js", import.meta.url));
