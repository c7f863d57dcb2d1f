/** What every transaction says of its program. Its fields are those other public clients read. */
export const PROBLEMS: ReadonlyArray<{ readonly type: string; readonly message: string; readonly report: string }> = [
  { type: "TestProblem", message: "just a test", report: "1 | def output = 1" },
];
