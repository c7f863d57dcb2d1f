import type { Notices } from "./output/notices.ts";

const failed = "The browser did not start. Open the printed URL yourself.";

/** Opens a URL in the user's browser. A browser that does not start is no error: the command has printed the URL. */
export const openBrowser = async (url: string, notices: Notices): Promise<void> => {
  const { default: open } = await import("open");
  try {
    const browser = await open(url);
    browser.on("error", () => notices.info(failed));
  } catch {
    notices.info(failed);
  }
};
