import { expect, test } from "vitest";
import { RecordingMask } from "./mask-recording.ts";

test("masks hosts, addresses, sessions and paths; keeps loopback, reserved addresses and earlier masks", () => {
  const recorded = {
    hostname: "build-7",
    hostNameList: ["build-7", "build-8"],
    text: "10.1.2.3 calls 10.1.2.4:6379 and 10.1.2.3; 127.0.0.1:8265, 0.0.0.0, 192.0.2.2, 203.0.113.9 stay",
    "node:10.1.2.4": 1,
    file: "A file is not found at: /tmp/somewhere/session_2026-11-22_00-37-55_643326_14592/logs/nope.log",
    temp: ["/tmp/ray", "/home/someone/venv/lib/x.py", "<site-packages>/ray/dashboard/utils.py", "/api/jobs/a/logs"],
    version: "2.60.0",
    nothing: [null, true, 1.5],
  };
  expect(new RecordingMask().mask(recorded)).toEqual({
    hostname: "ray-head",
    hostNameList: ["ray-head", "ray-head"],
    text: "192.0.2.101 calls 192.0.2.102:6379 and 192.0.2.101; 127.0.0.1:8265, 0.0.0.0, 192.0.2.2, 203.0.113.9 stay",
    "node:192.0.2.102": 1,
    file: "A file is not found at: <session>/logs/nope.log",
    temp: ["<ray-temp>", "<path>", "<site-packages>/ray/dashboard/utils.py", "/api/jobs/a/logs"],
    version: "2.60.0",
    nothing: [null, true, 1.5],
  });
});
