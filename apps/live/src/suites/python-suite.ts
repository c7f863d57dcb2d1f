import { findPython } from "../venv.ts";
import { type Suite, SuiteUnavailable } from "./suite.ts";

/** A Python distribution whose clients a suite drives. */
export interface PythonClients {
  /** The name of the suite and of the script `.ci/NAME-venv` that installs the clients. */
  readonly name: string;
  readonly distribution: string;
  readonly version: string;
  /** The variable that names the Python with the clients. The caller may set it to another Python. */
  readonly variable: string;
}

/** A suite that needs real Python clients and no running server. */
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
