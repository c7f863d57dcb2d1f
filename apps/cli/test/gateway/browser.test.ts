/** The console's sign-in in Chromium, with the pages as they are built. */
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { testBed } from "../quick-ray.ts";
import { startGateway } from "./start-gateway.ts";

const bed = testBed();
const places = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executablePath = places.find((path) => path !== undefined && existsSync(path));
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
});
afterAll(() => browser.close());

/** A browser of its own without cookies, and what its page reports against the pages' policy. */
const openBrowser = async (): Promise<{ readonly page: Page; readonly refused: ReadonlyArray<string> }> => {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const refused: Array<string> = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) refused.push(message.text());
  });
  page.on("pageerror", (error) => void refused.push(error.message));
  return { page, refused };
};

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: false });

test("the printed URL signs in, the token leaves the address bar, and the pages keep their own policy", async () => {
  const { url, origin } = await startGateway(["console", "--ray", bed.ray.url]);
  const { page, refused } = await openBrowser();
  await page.goto(url);
  await heading(page, "Jobs").waitFor();
  expect(page.url()).toMatch(new RegExp(`^${origin}/(?:#|$)`));
  expect(await page.evaluate("[document.cookie, document.referrer]")).toEqual(["", ""]);
  await page.reload();
  await heading(page, "Jobs").waitFor();
  expect(refused).toEqual([]);
});

test("a second browser signs in with the token and comes to the view of its link", async () => {
  const { url, origin, token } = await startGateway(["console", "--ray", bed.ray.url]);
  await fetch(url, { redirect: "manual" });
  const { page } = await openBrowser();
  await page.goto(`${origin}/#/cluster`);
  await heading(page, "Sign in to Jobwire").waitFor();
  await page.getByLabel("Token").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect.poll(() => page.getByRole("status").textContent(), { timeout: 30_000 }).toBe("The token is wrong.");
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Jobs", exact: true }).waitFor();
  expect(page.url()).toBe(`${origin}/#/cluster`);
});

test("a link on another site's page leads to the console, though the browser keeps the cookie back at first", async () => {
  const { url, origin } = await startGateway(["console", "--ray", bed.ray.url]);
  const other = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<a href="${origin}/#/cluster">a line</a>`);
  });
  // By another name than the console's, so that it is another site.
  other.listen(0, "localhost");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const address = other.address();
  const { page } = await openBrowser();
  await page.goto(url);
  await heading(page, "Jobs").waitFor();
  await page.goto(`http://localhost:${typeof address === "object" ? address?.port : 0}/`);
  await page.getByRole("link", { name: "a line" }).click();
  await page.getByRole("link", { name: "Jobs", exact: true }).waitFor();
  expect(page.url()).toBe(`${origin}/#/cluster`);
});
