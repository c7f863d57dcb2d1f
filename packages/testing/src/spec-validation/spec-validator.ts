/** Checks HTTP responses against an OpenAPI 3.1 document: path, method, status, content type and body. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { pathMatcher } from "./path-matcher.ts";
import { type DescribedAnswer, type DescribedOperation, readSpec } from "./spec-document.ts";

/** A request's body to check. */
export interface SpecRequest {
  /** The method in upper case. */
  readonly method: string;
  /** Absolute, or from the path on. */
  readonly url: string;
  /** The whole body. */
  readonly body: string | Uint8Array;
}

/** A response to check. */
export interface SpecResponse {
  /** The method of the request, in upper case. */
  readonly method: string;
  /** Absolute, or from the path on. */
  readonly url: string;
  /** The HTTP status. */
  readonly status: number;
  /** The Content-Type header as received, null when the response has no such header. */
  readonly contentType: string | null;
  /** The whole body as received. Null when it was not read: then only path, method, status and content type are checked. */
  readonly body: string | Uint8Array | null;
}

/** The result of a check. */
export interface SpecVerdict {
  /** Whether the document describes the exchange. */
  readonly ok: boolean;
  /** Empty when `ok`. Each entry names the request and the difference. */
  readonly problems: ReadonlyArray<string>;
  /** The operation that describes the exchange; null when none does. */
  readonly operationId: string | null;
  /** True when there was a body and it was checked against its schema. */
  readonly bodyChecked: boolean;
}

/** A document, ready to check exchanges. */
export interface SpecValidator {
  /** Checks a response: its path, method, status, content type and body. */
  readonly validate: (answer: SpecResponse) => SpecVerdict;
  /** Checks a request's body as JSON, whatever its content type (Ray ignores it too). */
  readonly validateRequest: (request: SpecRequest) => SpecVerdict;
  /** The described path of a URL, such as `/api/jobs/{submission_id}`, or undefined. */
  readonly pathOf: (url: string) => string | undefined;
  /** Every operationId of the document. */
  readonly operationIds: ReadonlyArray<string>;
  /** Every operation that a GET without parameters requests. */
  readonly simpleReads: ReadonlyArray<{
    /** The operation's id in the document. */
    readonly operationId: string;
    /** The path to request, below the document's server. */
    readonly path: string;
  }>;
}

/** Options for reading URLs. */
export interface SpecValidatorOptions {
  /** The prefix of every described path, such as a proxy's `/ray`. Default: none. */
  readonly basePath?: string;
}

/** More findings than this on one body add no information. */
const maxProblems = 10;

const isJson = (type: string): boolean => type === "application/json" || type.endsWith("+json");

const problemOf = (error: ErrorObject): string => {
  const wanted: unknown = error.params["allowedValue"] ?? error.params["allowedValues"];
  const place = error.instancePath === "" ? "the body" : error.instancePath;
  return `${place} ${error.message ?? error.keyword}${wanted === undefined ? "" : ` ${JSON.stringify(wanted)}`}`;
};

/** Compiles every schema of the operations; returns the check of a pointer. */
const compile = (
  root: Readonly<Record<string, unknown>>,
  pointers: Iterable<string>,
): Map<string, ValidateFunction> => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  // OpenAPI's own keywords inside schemas. `discriminator` adds nothing to check: every branch has a `const` for it.
  // The document's top-level keywords are here because ajv compiles the root on the way to a part of it.
  ajv.addVocabulary(["discriminator", ...Object.keys(root)]);
  ajv.addSchema(root, "spec", undefined, false);
  const checks = new Map<string, ValidateFunction>();
  for (const pointer of pointers)
    if (!checks.has(pointer)) checks.set(pointer, ajv.compile({ $ref: `spec${pointer}` }));
  return checks;
};

/** Checks one body against the schema at a pointer. */
const bodyProblems = (body: string | Uint8Array, json: boolean, check: ValidateFunction): ReadonlyArray<string> => {
  let value: unknown;
  try {
    // A text body may hold any bytes, as a log file does; JSON must be UTF-8.
    const text =
      typeof body === "string" ? body : new TextDecoder("utf-8", { fatal: json, ignoreBOM: true }).decode(body);
    value = json ? JSON.parse(text) : text;
  } catch (error) {
    return [`the body is not JSON in UTF-8: ${error instanceof Error ? error.message : String(error)}`];
  }
  return check(value) ? [] : (check.errors ?? []).slice(0, maxProblems).map(problemOf);
};

/**
 * Reads a document and compiles every schema that its requests and responses use.
 *
 * @throws TypeError when the text is not an OpenAPI document that this validator can read; Error when a schema uses a keyword that
 * JSON Schema 2020-12 does not know, is malformed, or refers to nothing.
 *
 * @example
 * ```ts
 * import { createSpecValidator } from "@jobwire/testing";
 *
 * const validator = createSpecValidator(`
 * openapi: 3.1.0
 * info: { title: Builds, version: "1" }
 * paths:
 *   /builds:
 *     get:
 *       operationId: listBuilds
 *       responses:
 *         "200":
 *           description: All builds.
 *           content: { application/json: { schema: { type: array, items: { type: string } } } }
 * `);
 * const response = { method: "GET", url: "/builds", status: 200, contentType: "application/json", body: "[1]" };
 * console.log(validator.validate(response).problems);
 * ```
 */
export const createSpecValidator = (yamlText: string, options: SpecValidatorOptions = {}): SpecValidator => {
  const spec = readSpec(yamlText);
  const answers = [...spec.operations.flatMap((o) => [...o.answers.values()]), ...spec.undescribedMethod.values()];
  const schemas = [...answers.map((answer) => answer.schemas), ...spec.operations.map((o) => o.requestSchemas)];
  const checks = compile(
    spec.root,
    schemas.flatMap((bySchema) => [...bySchema.values()]),
  );
  const checkAt = (pointer: string): ValidateFunction => {
    const check = checks.get(pointer);
    if (check === undefined) throw new Error(`no schema was compiled for ${pointer}`);
    return check;
  };
  const pathOf = pathMatcher(spec.paths, options.basePath);

  const operationOf = (url: string, method: string): DescribedOperation | undefined => {
    const path = pathOf(url);
    const listed = (name: string) =>
      spec.operations.find((operation) => operation.path === path && operation.method === name);
    return listed(method) ?? (method === "HEAD" ? listed("GET") : undefined);
  };

  const verdictFor =
    (about: string, operation: DescribedOperation | undefined) =>
    (bodyChecked: boolean, ...problems: ReadonlyArray<string>): SpecVerdict => ({
      ok: problems.length === 0,
      problems: problems.map((problem) => `${about}: ${problem}`),
      operationId: operation?.operationId ?? null,
      bodyChecked,
    });

  const validate = (answer: SpecResponse): SpecVerdict => {
    const method = answer.method.toUpperCase();
    const operation = operationOf(answer.url, method);
    const verdict = verdictFor(`${method} ${answer.url} -> ${answer.status}`, operation);
    if (pathOf(answer.url) === undefined) return verdict(false, "the specification does not describe this path");
    const known = operation?.answers ?? spec.undescribedMethod;
    const described: DescribedAnswer | undefined = known.get(answer.status) ?? known.get("default");
    if (described === undefined)
      return verdict(false, `the specification does not describe this status (${[...known.keys()].join(", ")} are)`);

    const type = answer.contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? null;
    const empty = answer.body === null || answer.body.length === 0;
    if (described.schemas.size === 0)
      return verdict(
        false,
        ...(type === null && empty ? [] : ["the specification describes a response without a body"]),
      );
    const pointer = type === null ? undefined : described.schemas.get(type);
    if (type === null || pointer === undefined)
      return verdict(
        false,
        `content type ${answer.contentType ?? "(none)"} is not described (${[...described.schemas.keys()].join(", ")} are)`,
      );
    if (method === "HEAD") return verdict(false, ...(empty ? [] : ["the response to HEAD has a body"]));
    if (answer.body === null) return verdict(false);
    return verdict(true, ...bodyProblems(answer.body, isJson(type), checkAt(pointer)));
  };

  const validateRequest = (request: SpecRequest): SpecVerdict => {
    const method = request.method.toUpperCase();
    const operation = operationOf(request.url, method);
    const verdict = verdictFor(`${method} ${request.url}`, operation);
    if (operation === undefined) return verdict(false, "the specification does not describe this operation");
    const pointer = operation.requestSchemas.get("application/json");
    if (pointer === undefined)
      return verdict(
        false,
        ...(request.body.length === 0 ? [] : ["the specification describes a request without a body"]),
      );
    return verdict(true, ...bodyProblems(request.body, true, checkAt(pointer)));
  };

  return {
    validate,
    validateRequest,
    pathOf,
    operationIds: spec.operations.map((operation) => operation.operationId),
    simpleReads: spec.operations.filter(({ method, needsNoParameter }) => method === "GET" && needsNoParameter),
  };
};
