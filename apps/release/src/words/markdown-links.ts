import GithubSlugger from "github-slugger";
import { markdownProse } from "./markdown-prose.ts";

/** A link of a Markdown text to a file or a heading of this repository. */
export interface MarkdownLink {
  /** Counted from 1. */
  readonly line: number;
  /** A path relative to the text's folder; empty for a heading of the same text. */
  readonly path: string;
  /** The heading, as GitHub writes it in an address; empty when the link has none. */
  readonly anchor: string;
}

const fence = /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[`~]*[ \t]*$/gm;

/** The anchors of a Markdown text: one for each heading, as GitHub makes them. */
export const markdownAnchors = (text: string): ReadonlySet<string> => {
  const slugger = new GithubSlugger();
  const headings = text.replaceAll(fence, "").matchAll(/^#{1,6} +(.+?)[ #]*$/gm);
  return new Set(Array.from(headings, ([, heading = ""]) => slugger.slug(heading.replaceAll(/[`*]/g, ""))));
};

/** The links of a Markdown text that stay within the repository. Code has none. */
export const markdownLinks = (text: string): ReadonlyArray<MarkdownLink> => {
  const prose = markdownProse(text);
  // The prose has the same length as the text, with the targets of links blanked.
  return Array.from(text.matchAll(/\]\(([^()\s]*)\)/g)).flatMap(({ 1: target = "", index }) => {
    if (prose[index] !== "]" || /^[a-z][a-z+.-]*:/.test(target)) return [];
    const [path = "", anchor = ""] = target.split("#");
    return [{ line: text.slice(0, index).split("\n").length, path, anchor }];
  });
};
