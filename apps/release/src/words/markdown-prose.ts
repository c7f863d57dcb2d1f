import { blank } from "./blank.ts";

/**
 * The prose of a Markdown text. Fenced code, inline code, HTML comments, the targets of links and bare URLs become a filler, so
 * that every line keeps its number.
 */
export const markdownProse = (text: string): string =>
  text
    .replaceAll(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))/gm, blank)
    .replaceAll(/<!--[\s\S]*?-->/g, blank)
    .replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, blank)
    .replaceAll(/(?<=\])\([^()\s]*\)/g, blank)
    .replaceAll(/\bhttps?:\/\/[^\s)>\]]+/g, blank);
