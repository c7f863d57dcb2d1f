/** The recordings of the RelationalAI jobs client are complete and readable, and reveal nothing about the machine they were made on. */
import { describe, expect, test } from "vitest";
import { RecordingMask } from "../recordings/mask-recording.ts";
import {
  answerShapes,
  directAccessExchanges,
  edgeCases,
  jsonOfPython,
  reasonerRecording,
  reasonerRecordingFiles,
  sqlStatements,
} from "./recorded-exchanges.ts";

const count = (values: Iterable<string>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe("the loader", () => {
  test("reads every exchange over Direct Access", () => {
    const exchanges = directAccessExchanges();
    expect(count(exchanges.map(({ method, status }) => `${method} ${status}`))).toEqual({
      "GET 200": 50,
      "GET 404": 6,
      "POST 200": 12,
    });
    expect(exchanges.filter(({ sent }) => sent !== null).map(({ url }) => url)).toHaveLength(9);
    expect(new Set(exchanges.map(({ headers }) => headers["authorization"]))).toEqual(
      new Set(['Snowflake Token="test-token"']),
    );
  });

  test("reads every statement with its bindings", () => {
    const statements = sqlStatements();
    expect(statements).toHaveLength(62);
    for (const { statement, bindings } of statements) expect(statement.split("?")).toHaveLength(bindings.length + 1);
  });

  test("reads every response of another shape as a body", () => {
    const shapes = answerShapes();
    expect(count(shapes.map(({ operation, type }) => `${operation} ${type}`))).toEqual({
      "artifacts LOGIC": 4,
      "create LOGIC": 14,
      "create SOLVER": 5,
      "get LOGIC": 13,
      "get SOLVER": 7,
      "list LOGIC": 8,
      "list SOLVER": 5,
    });
    const notJson = shapes.filter(({ body }) => {
      try {
        JSON.parse(body);
        return false;
      } catch {
        return true;
      }
    });
    expect(notJson.map(({ body }) => body)).toEqual(["text", "text", "bare"]);
    expect(edgeCases()).toHaveLength(137);
  });

  test("reads Python's literals", () => {
    expect(JSON.parse(jsonOfPython("{'a': [None, True, False, 1.5, 'None \"x\"']}"))).toEqual({
      a: [null, true, false, 1.5, 'None "x"'],
    });
  });
});

test.each(reasonerRecordingFiles)("%s reveals nothing about the machine it was made on", (file) => {
  expect(new RecordingMask().mask(reasonerRecording(file))).toEqual(reasonerRecording(file));
});
