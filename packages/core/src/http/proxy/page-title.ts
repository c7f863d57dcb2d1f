import { excerpt } from "../visible-text.ts";

/** The longest title that a message shows, in UTF-16 units. */
const maxTitle = 100;
/** A title begins within this many characters of a page. */
const maxHead = 16_384;

/** The characters that titles of error pages escape. */
const entities: ReadonlyArray<readonly [entity: string, character: string]> = [
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&#34;", '"'],
  ["&#39;", "'"],
  ["&#x27;", "'"],
  ["&apos;", "'"],
  ["&nbsp;", " "],
  // Last, so that nothing is decoded twice.
  ["&amp;", "&"],
];

const plain = (markup: string): string => {
  let text = markup;
  for (const [entity, character] of entities) text = text.replaceAll(entity, character);
  return excerpt(text.split(/\s+/).join(" "), maxTitle);
};

/** Elements whose content is no text of the page. */
const silent: ReadonlyArray<string> = ["head", "script", "style", "svg", "template"];

/** The first words that a reader of the page would see. */
const firstWords = (head: string): string => {
  const parts = head.split("<");
  let words = "";
  let within: string | undefined;
  for (const part of parts) {
    const end = part.indexOf(">");
    const tag = part.slice(0, Math.max(0, end)).toLowerCase();
    if (within !== undefined) {
      if (tag !== `/${within}`) continue;
      within = undefined;
    } else {
      within = silent.find((name) => tag === name || tag.startsWith(`${name} `));
      if (within !== undefined) continue;
    }
    if (end !== -1) words += ` ${part.slice(end + 1)}`;
    if (words.length > 4 * maxTitle) break;
  }
  return plain(words);
};

/**
 * The title of a web page, or its first heading, or its first words: one line of visible text, at most 100 units; empty for a page
 * without text.
 */
export const pageTitle = (page: string): string => {
  const head = page.slice(0, maxHead);
  for (const found of [/<title[^<>]*>([^<]*)/i.exec(head), /<h1[^<>]*>([^<]*)/i.exec(head)]) {
    const title = plain(found?.[1] ?? "");
    if (title !== "") return title;
  }
  return firstWords(head);
};
