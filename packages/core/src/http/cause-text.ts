/** The messages and codes of a failure and its causes, at most six deep. */
export const causeText = (cause: unknown): string => {
  const texts: Array<string> = [];
  for (let link = cause, depth = 0; link instanceof Error && depth < 6; link = link.cause, depth++) {
    const { code } = link as { readonly code?: unknown };
    texts.push(link.message, typeof code === "string" ? code : "");
  }
  return texts.join(" ");
};
