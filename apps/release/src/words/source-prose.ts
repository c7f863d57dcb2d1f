import { parseSync, Visitor } from "rolldown/utils";
import { blank } from "./blank.ts";

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The source with everything outside these spans blanked, so that every line keeps its number. */
const only = (source: string, spans: ReadonlyArray<Span>): string => {
  let text = "";
  let end = 0;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    text += blank(source.slice(end, span.start)) + source.slice(span.start, span.end);
    ({ end } = span);
  }
  return text + blank(source.slice(end));
};

/** The comments of a TypeScript source; the rest is blanked. Code of examples and between backticks is blanked as well. */
export const sourceComments = (source: string): string =>
  only(source, parseSync("source.ts", source).comments)
    // The marks at the beginnings of lines become spaces: a phrase may continue in the next line.
    .replaceAll(/^[\s·]*(?:\*|\/\/)/gm, (marks) => marks.replaceAll(/[^\n]/g, " "))
    .replaceAll(/```[\s\S]*?```/g, blank)
    .replaceAll(/`[^`\n]*`/g, blank);

/**
 * The literals of a TypeScript source that a reader may see, which are those of two words or more; the rest is blanked. Code between
 * quotes or backticks within a literal stays.
 */
export const sourceMessages = (source: string): string => {
  const spans: Array<Span> = [];
  new Visitor({
    Literal: ({ value, start, end }) => {
      if (typeof value === "string" && value.trim().includes(" ")) spans.push({ start: start + 1, end: end - 1 });
    },
    TemplateLiteral: ({ quasis }) => {
      if (!quasis.some(({ value }) => value.raw.includes(" "))) return;
      // In a TypeScript file the spans of the pieces include the delimiters, which are not letters.
      spans.push(...quasis.map(({ start, end }) => ({ start, end })));
    },
  }).visit(parseSync("source.ts", source).program);
  return only(source, spans);
};
