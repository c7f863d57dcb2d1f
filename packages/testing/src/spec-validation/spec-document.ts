/**
 * An OpenAPI 3.1 document as the validator reads it: parsed, with its response references resolved.
 *
 * It supports only what `specs/*.yaml` uses. References are local (`#/…`), and a response has an exact status or is the default.
 */
import { parse } from "yaml";

/** Methods OpenAPI knows on a path. */
const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** One described response, and its JSON pointer in the document, percent-encoded as a URI fragment. */
export interface DescribedAnswer {
  readonly pointer: string;
  /** Media types in lower case, to the pointer of their schema; empty when the response has no body. */
  readonly schemas: ReadonlyMap<string, string>;
}

/** One method of one path. */
export interface DescribedOperation {
  readonly path: string;
  readonly method: string;
  readonly operationId: string;
  /** True when a request needs no parameter, neither in the path nor elsewhere. */
  readonly needsNoParameter: boolean;
  /** By status; `default` is for every status that is not described. */
  readonly answers: ReadonlyMap<number | "default", DescribedAnswer>;
  /** Media types of the request's body to the pointer of their schema; empty when none is described. */
  readonly requestSchemas: ReadonlyMap<string, string>;
}

/** The parsed document. */
export interface SpecDocument {
  readonly root: Readonly<Record<string, unknown>>;
  readonly paths: ReadonlyArray<string>;
  readonly operations: ReadonlyArray<DescribedOperation>;
  /** Responses to methods that a path does not list (`x-undescribed-method`). */
  readonly undescribedMethod: ReadonlyMap<number | "default", DescribedAnswer>;
}

/** One step of a JSON pointer inside a URI fragment. */
const step = (key: string): string => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));

const record = (value: unknown, what: string): Readonly<Record<string, unknown>> => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`the specification has no object at ${what}`);
  return value as Readonly<Record<string, unknown>>;
};

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : []);

/** Reads a document. Throws a TypeError that names the location when something is missing or of the wrong kind. */
export const readSpec = (yamlText: string): SpecDocument => {
  const root = record(parse(yamlText), "the top");

  const follow = (value: unknown, pointer: string): [Readonly<Record<string, unknown>>, string] => {
    const node = record(value, pointer);
    const reference = node["$ref"];
    if (reference === undefined) return [node, pointer];
    if (typeof reference !== "string" || !reference.startsWith("#/"))
      throw new TypeError(
        `${pointer} refers to ${JSON.stringify(reference)}, but only local references (#/…) are supported`,
      );
    let target: unknown = root;
    for (const key of reference.slice(2).split("/"))
      target = record(target, reference)[key.replaceAll("~1", "/").replaceAll("~0", "~")];
    return follow(target, reference);
  };

  const schemasOf = (content: unknown, pointer: string): ReadonlyMap<string, string> => {
    const schemas = new Map<string, string>();
    for (const [type, media] of Object.entries(record(content ?? {}, pointer))) {
      record(record(media, `${pointer}/${type}`)["schema"], `${pointer}/${type}/schema`);
      schemas.set(type.toLowerCase(), `${pointer}/${step(type)}/schema`);
    }
    return schemas;
  };

  const answersOf = (value: unknown, at: string): ReadonlyMap<number | "default", DescribedAnswer> => {
    const answers = new Map<number | "default", DescribedAnswer>();
    for (const [status, answer] of Object.entries(record(value, at))) {
      if (!/^(?:[1-5]\d\d|default)$/.test(status))
        throw new TypeError(`${at} describes status ${status}, but only numeric statuses and default are supported`);
      const [node, pointer] = follow(answer, `${at}/${status}`);
      const schemas = schemasOf(node["content"], `${pointer}/content`);
      answers.set(status === "default" ? status : Number(status), { pointer, schemas });
    }
    return answers;
  };

  const paths = record(root["paths"], "#/paths");
  const operations: Array<DescribedOperation> = [];
  for (const [path, value] of Object.entries(paths)) {
    const item = record(value, `#/paths/${path}`);
    for (const method of methods) {
      if (item[method] === undefined) continue;
      const at = `#/paths/${step(path)}/${method}`;
      const operation = record(item[method], at);
      const operationId = operation["operationId"];
      if (typeof operationId !== "string") throw new TypeError(`${at} has no operationId`);
      operations.push({
        path,
        method: method.toUpperCase(),
        operationId,
        needsNoParameter: ![...listOf(item["parameters"]), ...listOf(operation["parameters"])].some(
          (parameter) => follow(parameter, at)[0]["required"] === true,
        ),
        answers: answersOf(operation["responses"], `${at}/responses`),
        requestSchemas: schemasOf(
          operation["requestBody"] === undefined ? {} : record(operation["requestBody"], at)["content"],
          `${at}/requestBody/content`,
        ),
      });
    }
  }
  return {
    root,
    paths: Object.keys(paths),
    operations,
    undescribedMethod: answersOf(root["x-undescribed-method"] ?? {}, "#/x-undescribed-method"),
  };
};
