/** The Python with Ray that the runner found. */
export const neededPython = (): string => {
  const python = process.env["JOBWIRE_LIVE_PYTHON"];
  if (python === undefined || python === "")
    throw new Error("JOBWIRE_LIVE_PYTHON is not set: run this suite with `pnpm run live --only nodes`");
  return python;
};
