import { type Page, pageSummary, pageTitle } from "./page.ts";

/** A section of the sidebar, with its pages in order. */
export interface Section {
  readonly title: string;
  readonly pages: ReadonlyArray<Page>;
}

const intro = "A TypeScript client for Ray, Synapse Agent and RelationalAI jobs, on Node, Bun, Deno and in pages.";

/** `llms.txt`: a list of all pages for a model that chooses what to read. */
export const llmsText = (sections: ReadonlyArray<Section>, base: string): string => {
  const list = sections.map(
    ({ title, pages }) =>
      `## ${title}\n\n${pages
        .map((page) => [`- [${pageTitle(page)}](${base}${page.path})`, pageSummary(page)].filter(Boolean).join(": "))
        .join("\n")}\n`,
  );
  return `# Jobwire\n\n> ${intro}\n\n${list.join("\n")}`;
};

/** `llms-full.txt`: the pages one after the other, each with its address. */
export const llmsFullText = (sections: ReadonlyArray<Section>, base: string): string =>
  sections
    .flatMap(({ pages }) => pages)
    .map(({ path, text }) => `<!-- ${base}${path} -->\n\n${text.trim()}\n`)
    .join("\n");
