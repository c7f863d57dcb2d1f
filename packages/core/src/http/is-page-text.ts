/** A page's first tag must appear within this many characters. */
const maxCharacters = 2_000;

/** True when the text begins as a web page does, possibly after comments: a proxy or another server sent it. */
export const isPageText = (text: string): boolean => {
  let rest = text.slice(0, maxCharacters).trimStart();
  while (rest.startsWith("<!--")) {
    const end = rest.indexOf("-->", 4);
    if (end === -1) return false;
    rest = rest.slice(end + 3).trimStart();
  }
  return /^<(?:!doctype|html|head|body)\b/i.test(rest);
};
