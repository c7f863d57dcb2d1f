/** The reference Ray applies filters of the state API as the recorded head did, to the rows that the head had. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { startReferenceRay } from "../../src/index.ts";
import { filtered, OptionError, type Row } from "../../src/reference-ray/state-filter.ts";
import { STATE_SCHEMAS, type StateTableName } from "../../src/reference-ray/state-schema.ts";
import { ask, askJson } from "./http-client.ts";

type RecordedFilter = readonly [key: string, predicate: string, value: string];
/** The counters of the response, the message of a 400, or another status. */
type Outcome = readonly number[] | string | number;

const recorded = JSON.parse(readFileSync(new URL("../../recordings/state-filters.json", import.meta.url), "utf8")) as {
  readonly rows: Readonly<Record<StateTableName, readonly Row[]>>;
  readonly cases: readonly (readonly [table: StateTableName, filters: readonly RecordedFilter[], outcome: Outcome])[];
};

const shortened = (message: string): string =>
  (message.split(" Enter filters", 1)[0] ?? "").split(" [type=", 1)[0] ?? "";

const outcomeOf = (table: StateTableName, given: readonly RecordedFilter[]): Outcome => {
  try {
    const filters = given.map(([key, predicate, value]) => ({ key, predicate: predicate as "=" | "!=", value }));
    const { rows, total, truncated } = filtered(recorded.rows[table], filters, STATE_SCHEMAS[table]);
    return [total, truncated, rows.length];
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return table === "jobs" ? 500 : shortened(error.message).trim();
  }
};

describe.each(Object.keys(STATE_SCHEMAS) as StateTableName[])("the table %s", (table) => {
  const known = (predicate: string): boolean => predicate === "=" || predicate === "!=";
  const cases = recorded.cases.filter(([name]) => name === table);

  test("every recorded filter has the recorded outcome", () => {
    const judged = cases.filter(([, filters]) => filters.every(([, predicate]) => known(predicate)));
    expect(judged.length).toBeGreaterThan(100);
    expect(judged.map(([, filters]) => [filters, outcomeOf(table, filters)])).toEqual(
      judged.map(([, filters, outcome]) => [filters, outcome]),
    );
  });

  test("an unknown predicate is refused, whatever the column", async () => {
    await using ray = await startReferenceRay();
    const odd = cases.filter(([, filters]) => filters.some(([, predicate]) => !known(predicate)));
    expect(odd.length).toBeGreaterThan(5);
    for (const [, [[key, predicate, value] = ["", "", ""]], outcome] of odd) {
      const query = new URLSearchParams({ filter_keys: key, filter_predicates: predicate, filter_values: value });
      const { status, text } = await ask(ray.url, { path: `/api/v0/${table}?${query.toString()}` });
      if (typeof outcome === "number") expect([key, predicate, status]).toEqual([key, predicate, outcome]);
      else expect(shortened((JSON.parse(text) as { msg: string }).msg).trim()).toBe(outcome);
    }
  });
});

test("summaries are filtered too; a wrong filter of a summary is a bare 500", async () => {
  await using ray = await startReferenceRay();
  const task = { type: "NORMAL_TASK", func_or_class_name: "add", job_id: "01000000" };
  ray.addStateRow("tasks", { ...task, task_id: "aa", state: "FINISHED" });
  ray.addStateRow("tasks", { ...task, task_id: "bb", state: "FAILED" });
  ray.addStateRow("tasks", { ...task, task_id: "cc", state: "RUNNING", type: "DRIVER_TASK" });
  const path = (key: string, value: string): string =>
    `/api/v0/tasks/summarize?filter_keys=${key}&filter_predicates=%3D&filter_values=${value}`;
  const counts = async (asked: string) => {
    const { data } = await askJson<{ data: { result: Record<string, unknown> } }>(ray.url, { path: asked });
    const { total, num_after_truncation: truncated, num_filtered: left } = data.result;
    return [total, truncated, left];
  };
  expect(await counts("/api/v0/tasks/summarize")).toEqual([2, 2, 2]);
  expect(await counts(path("state", "failed"))).toEqual([1, 1, 1]);
  // The data source ignores a name in another case, so the counters do not change.
  expect(await counts(path("STATE", "failed"))).toEqual([2, 2, 1]);
  for (const wrong of [path("nope", "x"), path("job_id", "zz"), "/api/v0/tasks/summarize?timeout=abc"]) {
    const { status, text } = await ask(ray.url, { path: wrong });
    expect([status, text]).toEqual([500, "500 Internal Server Error\n\nServer got itself in trouble"]);
  }
});
