import type { Page } from "./pages.ts";

/** GET reports by its status whether a browser is signed in; POST signs it in with the token. */
export const signInPath = "/sign-in";

const text = (type: string, content: string): Page => ({
  type: `${type}; charset=utf-8`,
  bytes: new TextEncoder().encode(content),
  isHashed: false,
});

/** The page for a browser that is not signed in. */
export const signInPage: Page = text(
  "text/html",
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in to Jobwire</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 30rem; margin: 10vh auto; padding: 0 1rem }
  input, button { font: inherit; padding: 0.4rem 0.6rem; box-sizing: border-box }
  input { width: 100%; margin-bottom: 0.8rem }
</style>
<h1>Sign in to Jobwire</h1>
<p>The URL that <code>jobwire console</code> printed signs in one browser, once. Here you can use the token.</p>
<form>
  <label for="token">Token</label>
  <input id="token" type="password" autocomplete="off" required>
  <button>Sign in</button>
</form>
<p role="status"></p>
<script type="module" src="/sign-in.js"></script>
</html>
`,
);

/**
 * Signs in with the token, then loads the page again. A browser sends a `SameSite=Strict` cookie with no request that another site
 * started, such as the click on a link to a line in a chat: then the cookie is there already, and the page only has to load again.
 */
export const signInScript: Page = text(
  "text/javascript",
  `const status = document.querySelector("[role=status]");
document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  status.textContent = "";
  const headers = { authorization: "Bearer " + document.querySelector("input").value.trim() };
  try {
    const { ok } = await fetch("${signInPath}", { method: "POST", headers });
    if (ok) location.reload();
    else status.textContent = "The token is wrong.";
  } catch {
    status.textContent = "The gateway is not reachable. Check that it runs.";
  }
});
const { status: known } = await fetch("${signInPath}");
if (known === 204) location.reload();
`,
);
