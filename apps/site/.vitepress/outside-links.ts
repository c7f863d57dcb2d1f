import { posix } from "node:path";
import type { MarkdownRenderer } from "vitepress";

const repository = "https://github.com/jobwire/jobwire/blob/main/";

/** Links of a page that lead out of docs/ go to the file in the repository. `apps/release/test/docs-words.test.ts` checks them. */
export const outsideLinks = (md: MarkdownRenderer): void => {
  md.core.ruler.push("outside-links", ({ tokens, env }) => {
    const { relativePath } = env as { readonly relativePath?: string };
    if (relativePath === undefined) return;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href === null || /^(?:[a-z][a-z+.-]*:|[/#])/.test(href)) continue;
      const target = posix.join("docs", posix.dirname(relativePath), href);
      if (!target.startsWith("docs/")) token.attrSet("href", `${repository}${target}`);
    }
  });
};
