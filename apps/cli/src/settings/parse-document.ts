import { type JsonFault, jsonFault } from "./json-fault.ts";

/** The value of a document, or where it is wrong and how; nothing of its content, since that may hold secrets. */
export type ParsedDocument = { readonly value: unknown } | { readonly problem: string };

const placed = (text: string, { offset, problem }: JsonFault): ParsedDocument => {
  const before = text.slice(0, offset).split("\n");
  return { problem: `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${problem}` };
};

/** A JSON document. */
export const parseJson = (text: string): ParsedDocument => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return placed(text, jsonFault(text));
  }
};

/** What yaml calls mistakes, in words; its own messages quote the document. */
const yamlProblems: Readonly<Record<string, string>> = {
  ALIAS_PROPS: "an alias with an anchor or a tag",
  BAD_ALIAS: "an alias without a name",
  BAD_COLLECTION_TYPE: "a tag that does not fit",
  BAD_DIRECTIVE: "a directive that is not known",
  BAD_DQ_ESCAPE: "an escape that YAML does not have",
  BAD_INDENT: "an indentation that does not fit",
  BAD_PROP_ORDER: "an anchor or a tag in the wrong place",
  BAD_SCALAR_START: "a character that no plain text may begin with; use quotes",
  BLOCK_AS_IMPLICIT_KEY: "a colon within a plain text; use quotes",
  BLOCK_IN_FLOW: "a block within brackets",
  DUPLICATE_KEY: "a key that is there twice",
  IMPOSSIBLE: "something that is no YAML",
  KEY_OVER_1024_CHARS: "a key that is too long",
  MISSING_CHAR: "a character that is missing, such as a closing quote or bracket, or a colon",
  MULTILINE_IMPLICIT_KEY: "a key over several lines",
  MULTIPLE_ANCHORS: "two anchors at one value",
  MULTIPLE_DOCS: "a second document",
  MULTIPLE_TAGS: "two tags at one value",
  NON_STRING_KEY: "a key that is no text",
  RESOURCE_EXHAUSTION: "aliases or nesting beyond any use",
  TAB_AS_INDENT: "a tab as indentation",
  TAG_NOT_RESOLVED: "a tag that is not known",
  TAG_RESOLVE_FAILED: "a tag that is not known",
  UNEXPECTED_TOKEN: "something in the wrong place",
};

/** A YAML document. What the library only warns of is a mistake here: its warnings quote the document. */
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
    return placed(text, { offset: found.pos[0], problem: yamlProblems[found.code] ?? "something that is no YAML" });
  }
  let key: number | undefined;
  visit(document, {
    Pair: (_, pair) => {
      if (!isCollection(pair.key)) return undefined;
      key = pair.key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  if (key !== undefined) return placed(text, { offset: key, problem: "a key that is a list or a map" });
  try {
    const value = document.toJS() as unknown;
    // An anchor that holds an alias to itself has no end.
    JSON.stringify(value);
    return { value };
  } catch {
    return {
      problem: "an alias whose anchor is not there before it, or holds it, or is used too often; or too deep a nesting",
    };
  }
};
