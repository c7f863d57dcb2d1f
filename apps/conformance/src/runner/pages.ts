/** The path of the suite's pages below a service's origin. */
export const pagesPath = "/__conformance/";

/** A page, or its script. */
export interface Page {
  readonly contentType: string;
  readonly body: string;
}

/** The page for a path; undefined for any other path. */
export type Pages = (path: string) => Page | undefined;

/** The frame's page, and the script that it runs. */
export const framePages = (script: string): Pages => {
  const pages: Readonly<Record<string, Page>> = {
    [`${pagesPath}frame`]: {
      contentType: "text/html; charset=utf-8",
      body: `<!doctype html><meta charset="utf-8"><script type="module" src="${pagesPath}frame.js"></script>`,
    },
    [`${pagesPath}frame.js`]: { contentType: "text/javascript; charset=utf-8", body: script },
  };
  return (path) => pages[path];
};
