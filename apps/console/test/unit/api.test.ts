import { SseParser } from "@jobwire/core/sse-parser/internal";
import { expect, test } from "vitest";
import { apiUrl } from "../../src/api/base.ts";
import { parseRoute, pathOf } from "../../src/route.ts";

test("events come whole, however their text is cut", () => {
  const text = ': keep-alive\n\nid: 1\nevent: data\ndata:a\ndata:  b\ndata:\n\nevent: control\ndata:{"x":1}\r\n\r\n';
  const expected = [
    { type: "data", data: "a\n b\n" },
    { type: "control", data: '{"x":1}' },
  ];
  for (let cut = 0; cut <= text.length; cut += 1) {
    const parser = new SseParser();
    const items = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))];
    const events = items.map((item) => (item.type === "event" ? { type: item.event, data: item.data } : item));
    expect(events).toEqual(expected);
  }
});

test("ids stay one part of a path, in the page's address and in the gateway's", () => {
  for (const id of ["raysubmit_1", "Logic:a b", "a/b?c#d", "100%", "..", "é%2F"]) {
    expect(parseRoute(pathOf("jobs", "my.sys", id, "log", "0000000000000042"))).toEqual({
      page: "job",
      system: "my.sys",
      id,
      view: "log",
      offset: 42,
    });
  }
  expect(apiUrl(["systems", "a", "jobs", "x/y?z"], { offset: "1", live: undefined }, "http://h/base/")).toBe(
    "http://h/base/v1/systems/a/jobs/x%2Fy%3Fz?offset=1",
  );
});

test("every address is a page", () => {
  expect(parseRoute("/")).toEqual({ page: "jobs" });
  expect(parseRoute("/jobs")).toEqual({ page: "jobs" });
  expect(parseRoute("/submit")).toEqual({ page: "submit", system: undefined });
  expect(parseRoute("/systems/ray/actors")).toEqual({ page: "system", system: "ray", table: "actors" });
  expect(parseRoute("/jobs/ray")).toEqual({ page: "unknown" });
  expect(parseRoute("/jobs/ray/x/nonsense/abc")).toMatchObject({ page: "job", view: undefined, offset: undefined });
  expect(parseRoute("/jobs/%E0%A4%A/x")).toEqual({ page: "unknown" });
});
