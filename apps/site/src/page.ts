/** A page of docs/. */
export interface Page {
  /** Relative to docs/, with `/`: `guides/resume.md`. */
  readonly path: string;
  readonly text: string;
}

/** The text of a page's first heading, without marks of code. */
export const pageTitle = ({ path, text }: Page): string => {
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`docs/${path} has no heading of the first level. Begin it with "# …".`);
  return title.replaceAll("`", "");
};

/** The page's first sentence of prose, as plain text; empty when it begins with a program or a table and has none. */
export const pageSummary = ({ text }: Page): string => {
  const prose = text
    .replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, "")
    .split(/\n{2,}/)
    .find((paragraph) => /^[A-Za-z`[*]/.test(paragraph));
  const plain = (prose ?? "")
    .replaceAll(/\[([^\]]*)\]\([^()]*\)/g, "$1")
    .replaceAll(/[`*]/g, "")
    .replaceAll("\n", " ");
  return /^.*?[.:](?= |$)/.exec(plain)?.[0].replace(/:$/, ".") ?? plain;
};
