/** The recordings detect a change of `ray.yaml`: each schema is checked against at least one recorded body. */
import { expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { createSpecValidator } from "../../src/index.ts";
import { raySpecText } from "./ray-spec.ts";
import { readRecordings } from "./recorded-exchanges.ts";

const { answers } = readRecordings();
const validator = createSpecValidator(raySpecText);
// Only responses that the unchanged document accepts; another test fails for the rest.
const accepted = answers.filter((answer) => validator.validate(answer).ok);

/** Requests whose body is JSON. */
const takesJson = /^(POST \/api\/jobs\/|PUT \/api\/serve\/applications\/|POST \/api\/v1\/applications\/.*\/scale)$/;

/** How many recorded exchanges a changed document refuses. */
const refusedBy = (change: (document: ReturnType<typeof parseDocument>) => void): number => {
  const document = parseDocument(raySpecText);
  change(document);
  const changed = createSpecValidator(document.toString());
  return accepted.filter((answer) => {
    const ok = changed.validate(answer).ok;
    const sent = answer.status === 200 && answer.sent !== null && takesJson.test(`${answer.method} ${answer.url}`);
    return !ok || (sent && !changed.validateRequest({ ...answer, body: answer.sent }).ok);
  }).length;
};

const schemas = (
  parse(raySpecText) as { components: { schemas: Record<string, { type?: string; required?: string[] }> } }
).components.schemas;

test.each(Object.keys(schemas).filter((name) => schemas[name]?.type === "object"))(
  "one more required field in %s is detected",
  (name) => {
    const schema = ["components", "schemas", name];
    const refused = refusedBy((document) => {
      document.setIn([...schema, "properties", "no_such_field"], {});
      document.setIn([...schema, "required"], [...(schemas[name]?.required ?? []), "no_such_field"]);
    });
    expect(refused).toBeGreaterThan(0);
  },
);

const schemaAt = (name: string, ...path: ReadonlyArray<string>) => ["components", "schemas", name, ...path];

test.each<[string, ReadonlyArray<string>, unknown]>([
  ["a status nobody has", schemaAt("JobStatus", "enum"), ["PENDING", "RUNNING", "SUCCEEDED", "FAILED"]],
  ["an end time that is never null", schemaAt("SubmissionJob", "properties", "end_time", "type"), "integer"],
  ["an end time of a driver that is not 0", schemaAt("DriverJob", "properties", "end_time", "minimum"), 1],
  ["an exit code that is never negative", schemaAt("SubmissionJob", "properties", "driver_exit_code", "minimum"), 0],
  ["an error type from a closed list", schemaAt("JobErrorType", "enum"), [null, "JOB_ENTRYPOINT_COMMAND_ERROR"]],
  ["a process id that is a number", schemaAt("DriverInfo", "properties", "pid", "type"), "integer"],
  ["nodes that only live", schemaAt("NodeState", "properties", "state", "enum"), ["ALIVE"]],
  ["warnings that are never null", schemaAt("StateCounters", "properties", "warnings", "type"), "array"],
  [
    "another answer to a browser",
    ["components", "responses", "MethodNotAllowed", "content", "text/plain", "schema", "pattern"],
    "^405",
  ],
  [
    "another answer without a token",
    ["components", "responses", "Unauthorized", "content", "text/plain", "schema", "pattern"],
    "^401",
  ],
])("%s is detected", (_name, path, value) => {
  expect(refusedBy((document) => document.setIn(path, value))).toBeGreaterThan(0);
});

test.each<[string, ReadonlyArray<string>]>([
  ["500 of a submit", ["paths", "/api/jobs/", "post", "responses", "500"]],
  ["the plain text of a refused submit", ["paths", "/api/jobs/", "post", "responses", "400", "content", "text/plain"]],
  ["the upgrade", ["paths", "/api/jobs/{submission_id}/logs/tail", "get", "responses", "101"]],
  [
    "the odd media type of the health",
    ["paths", "/api/gcs_healthz", "get", "responses", "200", "content", "application/text"],
  ],
  ["429", ["paths", "/api/v0/nodes", "get", "responses", "429"]],
  ["methods a path does not list", ["x-undescribed-method", "405"]],
])("leaving out %s is detected", (_name, path) => {
  expect(refusedBy((document) => document.deleteIn(path))).toBeGreaterThan(0);
});
