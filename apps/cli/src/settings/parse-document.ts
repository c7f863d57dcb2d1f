import { type JsonSyntaxError, findJsonSyntaxError } from "./json-syntax-error.ts";

/** The value of a document, or the position and kind of its first mistake. Holds nothing of the content, which may have secrets. */
export type ParsedDocument = { readonly value: unknown } | { readonly problem: string };

const withPosition = (text: string, { offset, problem }: JsonSyntaxError): ParsedDocument => {
  const before = text.slice(0, offset).split("\n");
  return { problem: `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${problem}` };
};

/** Parses a JSON document. */
export const parseJson = (text: string): ParsedDocument => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return withPosition(text, findJsonSyntaxError(text));
  }
};

/** The `yaml` package's error codes as text. Its own messages quote the document. */
const yamlProblems: Readonly<Record<string, string>> = {
  ALIAS_PROPS: "an alias with an anchor or a tag",
  BAD_ALIAS: "an alias without a name",
  BAD_COLLECTION_TYPE: "a tag that does not fit",
  BAD_DIRECTIVE: "an unknown directive",
  BAD_DQ_ESCAPE: "an escape that YAML does not allow",
  BAD_INDENT: "an indentation that does not fit",
  BAD_PROP_ORDER: "an anchor or a tag in the wrong place",
  BAD_SCALAR_START: "a character that cannot begin a plain string; use quotes",
  BLOCK_AS_IMPLICIT_KEY: "a colon inside a plain string; use quotes",
  BLOCK_IN_FLOW: "a block inside brackets",
  DUPLICATE_KEY: "a repeated key",
  IMPOSSIBLE: "text that is not YAML",
  KEY_OVER_1024_CHARS: "a key that is too long",
  MISSING_CHAR: "a missing character, such as a closing quote or bracket, or a colon",
  MULTILINE_IMPLICIT_KEY: "a key that spans several lines",
  MULTIPLE_ANCHORS: "two anchors on one value",
  MULTIPLE_DOCS: "a second document",
  MULTIPLE_TAGS: "two tags on one value",
  NON_STRING_KEY: "a key that is not a string",
  RESOURCE_EXHAUSTION: "too many aliases, or too deep nesting",
  TAB_AS_INDENT: "a tab in the indentation",
  TAG_NOT_RESOLVED: "an unknown tag",
  TAG_RESOLVE_FAILED: "an unknown tag",
  UNEXPECTED_TOKEN: "unexpected text",
};

/** Parses a YAML document. A warning of the library counts as a mistake here: the library prints warnings with the document's text. */
export const parseYaml = async (text: string): Promise<ParsedDocument> => {
  const { isCollection, parseDocument, visit } = await import("yaml");
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { logLevel: "error", prettyErrors: false });
  } catch {
    return { problem: "it is nested too deeply" };
  }
  const [found] = [...document.errors, ...document.warnings];
  if (found !== undefined) {
    return withPosition(text, { offset: found.pos[0], problem: yamlProblems[found.code] ?? "text that is not YAML" });
  }
  let key: number | undefined;
  visit(document, {
    Pair: (_, pair) => {
      if (!isCollection(pair.key)) return undefined;
      key = pair.key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  if (key !== undefined) return withPosition(text, { offset: key, problem: "a key that is a list or a map" });
  try {
    const value = document.toJS() as unknown;
    // An anchor that holds an alias to itself makes a cycle, which JSON.stringify refuses.
    JSON.stringify(value);
    return { value };
  } catch {
    return {
      problem: "an alias without an anchor before it, inside its own anchor, or used too often; or too deep nesting",
    };
  }
};
