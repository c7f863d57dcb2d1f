import { expect, test } from "vitest";
import { jobEnvironment } from "../../src/local-jobs/job-environment.ts";

test("a job inherits the variables for programs, home, language and time zone, and nothing else", () => {
  const own = {
    PATH: "/bin",
    HOME: "/home/x",
    LANG: "C.UTF-8",
    LC_ALL: "C",
    LC_TIME: "C",
    TZ: "UTC",
    TMPDIR: "/tmp",
    RAY_AUTH_TOKEN: "secret",
    JOBWIRE_REFERENCE_TOKEN: "secret",
    AWS_SECRET_ACCESS_KEY: "secret",
    HTTPS_PROXY: "http://user:secret@proxy",
    NODE_OPTIONS: "--require secret",
    LD_PRELOAD: "secret",
    PATH_SECRET: "secret",
    XLANG: "secret",
    LC_: "secret",
    path: "secret",
    UNSET: undefined,
  };
  expect(jobEnvironment(own, { ADDED: "1", TZ: "Asia/Seoul" })).toEqual({
    PATH: "/bin",
    HOME: "/home/x",
    LANG: "C.UTF-8",
    LC_ALL: "C",
    LC_TIME: "C",
    TZ: "Asia/Seoul",
    TMPDIR: "/tmp",
    ADDED: "1",
  });
});
