/** The page that explains each tag under a heading of its own. */
const page = "https://github.com/jobwire/jobwire/blob/main/docs/errors.md";

/** The URL of the section about a tag. */
export const docsUrlOf = (tag: string): string => `${page}#${tag.toLowerCase()}`;

/** A message with the URL as its last sentence. */
export const withDocsUrl = (message: string, tag: string): string =>
  `${message}${".!?".includes(message.slice(-1)) ? "" : "."} See ${docsUrlOf(tag)}`;
