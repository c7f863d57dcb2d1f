/** The examples in `ray.yaml` are a real Ray's responses to the byte, and match the schemas beside them. */
import { expect, test } from "vitest";
import { createSpecValidator } from "../../src/index.ts";
import { raySpec as spec, raySpecText, type SpecResponse } from "./ray-spec.ts";
import { readRecordings } from "./recorded-exchanges.ts";

const validator = createSpecValidator(raySpecText);
const { answers } = readRecordings();

/** Every example of a response: its request, and its origin. */
const examples = Object.entries(spec.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, operation]) =>
    Object.entries(operation.responses ?? {}).flatMap(([status, response]) => {
      const { content = {} } =
        response.$ref === undefined
          ? response
          : (spec.components.responses[response.$ref.split("/").at(-1) ?? ""] ?? {});
      return Object.entries(content).flatMap(([type, media]) =>
        Object.entries(media.examples ?? {}).map(([name, example]) => ({
          name: `${method} ${path} ${status} ${type} ${name}`,
          method,
          url: path.replace("{submission_id}", "some-id"),
          status: Number(status),
          type,
          example,
        })),
      );
    }),
  ),
);

/** Some responses have no body at all. */
const hasBody = (response: SpecResponse): boolean => response.$ref !== undefined || response.content !== undefined;

test("every described response has an example", () => {
  const withExample = new Set(examples.map((example) => `${example.method} ${example.url} ${example.status}`));
  const missing = Object.entries(spec.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) =>
      Object.entries(operation.responses ?? {})
        .filter(([, response]) => hasBody(response))
        .map(([status]) => `${method} ${path.replace("{submission_id}", "some-id")} ${status}`)
        .filter((answer) => !answer.endsWith(" 101") && !withExample.has(answer)),
    ),
  );
  expect(missing).toEqual([]);
});

test.each(examples.map((example) => [example.name, example] as const))("%s", (_name, { example, type, ...request }) => {
  const body = typeof example.value === "string" ? example.value : JSON.stringify(example.value);
  expect(validator.validate({ ...request, contentType: type, body }).problems).toEqual([]);
  const source = answers.find(
    (answer) => answer.file === example["x-recording"]?.file && answer.case === example["x-recording"]?.case,
  );
  const recorded = typeof source?.body === "string" ? source.body : undefined;
  expect(typeof example.value === "string" ? example.value : JSON.stringify(example.value)).toBe(recorded);
  // The same kind of response; the path may be another one that shares it.
  expect(source?.status).toBe(request.status);
});
