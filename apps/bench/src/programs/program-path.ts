import { fileURLToPath } from "node:url";

/** The path of a built program of this folder, for a process of its own. The sources, which the tests load, lead there, too. */
export const programPath = (name: string): string =>
  fileURLToPath(new URL(`../../dist/programs/${name}.js`, import.meta.url));

/** The path of a built server of `servers`. */
export const serverPath = (name: string): string =>
  fileURLToPath(new URL(`../../dist/servers/${name}-main.js`, import.meta.url));

/** The built `jobwire` command. */
export const cliPath: string = fileURLToPath(new URL("../../../cli/dist/main.js", import.meta.url));
