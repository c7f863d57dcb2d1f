/** Checks every recorded response of a real Ray against `ray.yaml`, and names every one that it leaves out. */
import { describe, expect, test } from "vitest";
import { createSpecValidator } from "../../src/index.ts";
import { RecordingMask } from "./mask-recording.ts";
import { raySpecText } from "./ray-spec.ts";
import { type RecordedAnswer, readRecordings } from "./recorded-exchanges.ts";

const validator = createSpecValidator(raySpecText);
const { answers, observations, files } = readRecordings();
const described = answers.filter((answer) => validator.pathOf(answer.url) !== undefined);

const nameOf = (answer: RecordedAnswer): string => `${answer.file}: ${answer.case}`;

describe("recorded responses against ray.yaml", () => {
  test.each(described.map((answer) => [nameOf(answer), answer] as const))("%s", (_name, answer) => {
    expect(validator.validate(answer).problems).toEqual([]);
  });

  // The recorder of WebSockets kept no bodies, a HEAD has none, and some responses are empty.
  test("are all checked with their body, where one was recorded", () => {
    const unchecked = described.filter((answer) => !validator.validate(answer).bodyChecked);
    expect(unchecked.filter(({ method, body }) => method !== "HEAD" && body !== null && body.length > 0)).toEqual([]);
  });

  test("cover every operation", () => {
    const seen = new Set(described.map((answer) => validator.validate(answer).operationId));
    expect(validator.operationIds.filter((id) => !seen.has(id))).toEqual([]);
  });
});

// Node ids and package names represent any.
const pathOf = (answer: RecordedAnswer): string =>
  answer.url
    .replace(/\?.*/s, "")
    .replace(/[0-9a-f]{56}/, "{node_id}")
    .replace(/(packages\/\w+)\/.*/, "$1/{name}");

/** One line for each recorded entry: where it is recorded, the operation and status that it shows, and what was not checked. */
const lineOf = (answer: RecordedAnswer): string => {
  const inside = validator.pathOf(answer.url) !== undefined;
  const { operationId, bodyChecked } = validator.validate(answer);
  const notes = [
    ...(inside ? [] : ["path not in ray.yaml"]),
    ...(inside && !bodyChecked ? ["no body"] : []),
    ...(answer.headersRecorded ? [] : ["no headers recorded"]),
  ];
  return [
    nameOf(answer),
    `${operationId ?? `${answer.method} ${pathOf(answer)}`} ${answer.status}`,
    ...(notes.length === 0 ? [] : [notes.join(", ")]),
  ].join(" | ");
};

test("recordings.txt lists every recorded entry, in the files' order", async () => {
  const lines = [...answers.map(lineOf), ...observations.map((name) => `${name} | an observation without a request`)];
  const head = "# Every recorded entry, and what it shows. Written by: npx -y pnpm@12.21.0 run generate";
  await expect(`${[head, ...lines].join("\n")}\n`).toMatchFileSnapshot("recordings.txt");
});

describe("recorded submits against the request's schema", () => {
  const submits = described.filter(
    (answer) => answer.method === "POST" && answer.url === "/api/jobs/" && answer.sent !== null,
  );
  const fits = (answer: RecordedAnswer) => validator.validateRequest({ ...answer, body: answer.sent ?? "" }).ok;

  test("the schema accepts what Ray accepted", () => {
    const taken = submits.filter((answer) => answer.status === 200);
    expect(taken.length).toBeGreaterThan(10);
    expect(taken.filter((answer) => !fits(answer)).map(nameOf)).toEqual([]);
  });

  test("the schema refuses what Ray refused for its types, except an unknown field", () => {
    // The schema leaves unknown fields open, because later versions of Ray know more of them.
    const refused = submits.filter((answer) => answer.status === 400);
    expect(refused.length).toBe(5);
    expect(refused.filter(fits).map(nameOf)).toEqual(["jobs-submit.json: submit, unknown field"]);
  });
});

test.each([...files])("%s has no host, address or path of the machine it was made on", (_name, recording) => {
  expect(new RecordingMask().mask(recording)).toEqual(recording);
});
