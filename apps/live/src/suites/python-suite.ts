import { findPython } from "../venv.ts";
import { type Suite, SuiteUnavailable } from "./suite.ts";

/** A Python distribution whose clients a suite drives. */
export interface PythonClients {
  /** Of the suite, and of the script `.ci/NAME-venv` that installs them. */
  readonly name: string;
  readonly distribution: string;
  readonly version: string;
  /** How the tests find the Python that has them; set from outside, it names another one. */
  readonly variable: string;
}

/** A suite that needs real Python clients, and nothing that runs. */
export const pythonSuite = ({ name, distribution, version, variable }: PythonClients): Suite => ({
  name,
  prepare: async () => {
    const python = await findPython(variable, `${distribution}-${version}`);
    if (python === undefined)
      throw new SuiteUnavailable(
        `No ${distribution} ${version} here: run .ci/${name}-venv first, or set ${variable} to a Python that has it.`,
      );
    return { env: { [variable]: python }, [Symbol.asyncDispose]: async () => {} };
  },
});
