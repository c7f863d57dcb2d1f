/** The problems every transaction reports about its program. Other public clients read these fields. */
export const PROBLEMS: ReadonlyArray<{ readonly type: string; readonly message: string; readonly report: string }> = [
  { type: "TestProblem", message: "just a test", report: "1 | def output = 1" },
];
