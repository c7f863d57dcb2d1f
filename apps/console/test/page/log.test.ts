import { ray } from "@jobwire/node";
import { type FaultyRay, startFaultyRay } from "@jobwire/testing";
import type { Locator, Page } from "playwright";
import { expect, onTestFinished, test, vi } from "vitest";
import { openPage } from "../chromium.ts";
import { type ConsoleServer, startConsole } from "../console-server.ts";

const patient = { timeout: 60_000, interval: 50 };

interface Setup {
  readonly job: FaultyRay;
  readonly server: ConsoleServer;
}

const setup = async (log: string, status: "RUNNING" | "SUCCEEDED" | "FAILED" = "RUNNING"): Promise<Setup> => {
  const job = await startFaultyRay({ submissionId: "job-1", log, status });
  onTestFinished(() => job.close());
  const client = ray({ address: job.url });
  onTestFinished(() => client.close());
  const server = await startConsole({ training: client });
  onTestFinished(() => server.close());
  return { job, server };
};

const numbered = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `line ${from + index} of the log\n`).join("");

const logOf = (page: Page): Locator => page.getByRole("log");

/** The numbers of the visible lines, as the page shows them. */
const shownNumbers = (page: Page): Promise<ReadonlyArray<number>> =>
  logOf(page).evaluate((log) => {
    const frame = log.getBoundingClientRect();
    return [...log.querySelectorAll(".log-row")]
      .map((row) => ({ row, box: row.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > frame.top + 1 && box.top < frame.bottom - 1)
      .sort((a, b) => a.box.top - b.box.top)
      .map(({ row }) => Number(row.querySelector(".log-number")?.textContent));
  });

/** Every visible line is the line that its number says, and they follow each other without a gap. */
const expectExact = async (page: Page): Promise<void> => {
  const rows = await logOf(page).evaluate((log) =>
    [...log.querySelectorAll(".log-row")].map((row) => ({
      number: Number(row.querySelector(".log-number")?.textContent),
      text: row.querySelector(".log-text")?.textContent,
      top: row.getBoundingClientRect().top,
    })),
  );
  rows.sort((a, b) => a.top - b.top);
  expect(rows.length).toBeGreaterThan(5);
  for (const [index, { number, text }] of rows.entries()) {
    expect(number).toBe((rows[0]?.number ?? 0) + index);
    expect(text).toBe(`line ${number - 1} of the log`);
  }
};

test("follows a log, says what came while a person reads above, and shows how it ended", async () => {
  const { job, server } = await setup(numbered(500));
  const page = await openPage({ viewport: { width: 1000, height: 700 } });
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("line 499 of the log").waitFor();
  await expectExact(page);
  job.append(numbered(3, 500));
  await logOf(page).getByText("line 502 of the log").waitFor();
  await logOf(page).hover();
  await page.mouse.wheel(0, -3000);
  await vi.waitFor(async () => expect((await shownNumbers(page))[0]).toBeLessThan(400), patient);
  const before = await shownNumbers(page);
  job.append(numbered(20, 503));
  const pill = page.getByRole("button", { name: "20 new lines" });
  await pill.waitFor();
  // Whoever reads is left alone.
  expect(await shownNumbers(page)).toEqual(before);
  await pill.click();
  await logOf(page).getByText("line 522 of the log").waitFor();
  await expectExact(page);
  job.setDetails({ driver_exit_code: 3, message: "Job entrypoint command failed with exit code 3" });
  job.setStatus("FAILED");
  await page.getByText("The job failed: exit code 3").waitFor();
  await page.getByText("523 lines").waitFor();
  await page.getByText("complete", { exact: true }).waitFor();
});

test("searches with next and previous around the ends, and a link opens the line elsewhere", async () => {
  const lines = numbered(30_000).split("\n");
  for (const at of [100, 15_000, 29_000]) lines[at] = `line ${at} has the Needle <b>here</b>`;
  const { server } = await setup(lines.join("\n"), "SUCCEEDED");
  const page = await openPage();
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("line 29999").waitFor();
  await page.keyboard.press("g");
  await logOf(page).getByText("line 0 of the log").waitFor();
  await page.keyboard.press("/");
  await page.getByRole("textbox", { name: "Search the log" }).fill("needle");
  const status = page.locator(".log-search-status");
  const expectLine = async (text: string, line: number): Promise<void> => {
    await vi.waitFor(async () => expect(await status.textContent()).toBe(text), patient);
    await page.locator(".log-marked").getByText(`line ${line} has the`).waitFor();
    expect(await page.locator(".log-marked mark").textContent()).toBe("Needle");
  };
  await page.keyboard.press("Enter");
  await expectLine("Line 101", 100);
  await page.keyboard.press("Enter");
  await expectLine("Line 15,001", 15_000);
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Search the log" }).fill("needle");
  await page.keyboard.press("Enter");
  await expectLine("Line 29,001", 29_000);
  await page.getByRole("button", { name: "Next match" }).click();
  await expectLine("Line 101 (from the start)", 100);
  await page.getByRole("button", { name: "Previous match" }).click();
  await expectLine("Line 29,001 (from the end)", 29_000);
  await page.keyboard.press("N");
  await expectLine("Line 15,001", 15_000);
  await page.getByRole("button", { name: "Match case" }).click();
  await page.keyboard.press("n");
  await vi.waitFor(async () => expect(await status.textContent()).toBe("No match"), patient);

  // Another person opens the address.
  const other = await openPage({ viewport: { width: 700, height: 500 } });
  await other.goto(page.url());
  await other.locator(".log-marked").getByText("line 15000 has the Needle <b>here</b>").waitFor();
  const numbers = await shownNumbers(other);
  expect(numbers.indexOf(15_001)).toBeGreaterThan(3);
  expect(numbers.indexOf(15_001)).toBeLessThan(numbers.length - 3);
});

test("a person marks a line, and copies it and its link", async () => {
  const { server } = await setup(`${numbered(50)}last \u001b[31mred\u001b[0m <i>\n`, "SUCCEEDED");
  const page = await openPage({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await page.getByRole("link", { name: "Line 51", exact: true }).click();
  await page.getByRole("button", { name: "Copy line" }).click();
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await vi.waitFor(async () => expect(await clipboard()).toBe("last \u001b[31mred\u001b[0m <i>"), patient);
  await page.getByRole("button", { name: "Copy link" }).click();
  await vi.waitFor(async () => expect(await clipboard()).toBe(page.url()), patient);
  expect(page.url()).toMatch(/#\/jobs\/training\/job-1\/log\/\d{16}$/);
  // The keyboard does the same.
  await page.getByRole("button", { name: "Unmark the line" }).click();
  await page.keyboard.press("m");
  await page
    .locator(".log-marked")
    .getByText(/^line \d+ of/)
    .waitFor();
  // A selection over lines is their text.
  await logOf(page).getByText("line 48 of").selectText();
  await page.keyboard.press("Control+c");
  await vi.waitFor(async () => expect((await clipboard()).trim()).toBe("line 48 of the log"), patient);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the log" }).click(),
  ]);
  const chunks: Array<Uint8Array> = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Uint8Array);
  expect(new TextDecoder().decode(Buffer.concat(chunks))).toBe(`${numbered(50)}last \u001b[31mred\u001b[0m <i>\n`);
});

test("a lost gateway is shown and heals; no line is lost or repeated", async () => {
  const { job, server } = await setup(numbered(300));
  const page = await openPage();
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("line 299 of the log").waitFor();
  await server.stop();
  await page.getByText("The connection to the gateway is lost").waitFor();
  job.append(numbered(10, 300));
  await server.start();
  await page.getByText("The connection to the gateway is lost").waitFor({ state: "detached" });
  await logOf(page).getByText("line 309 of the log").waitFor();
  await expectExact(page);
  job.append(numbered(10, 310));
  await logOf(page).getByText("line 319 of the log").waitFor();
  await expectExact(page);
  await page.getByText("320 lines").waitFor();
});

test("a log that is lost ends with its error and its offset", async () => {
  const { job, server } = await setup(numbered(100));
  const page = await openPage();
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("line 99 of the log").waitFor();
  job.replaceLog("another log\n");
  job.server.resetAll();
  const alert = page.getByRole("alert").filter({ hasText: "The log stopped here" });
  await alert.waitFor();
  const size = String(numbered(100).length).padStart(16, "0");
  expect(await alert.textContent()).toContain(`complete up to offset ${size}`);
  expect(await logOf(page).getByText("line 99 of the log").count()).toBe(1);
});

test("a log of a million lines: its middle, its end, and little memory", async () => {
  const { server } = await setup(numbered(1_000_000), "SUCCEEDED");
  const page = await openPage({ viewport: { width: 1200, height: 800 } });
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("line 999999 of the log").waitFor();
  await expectExact(page);
  server.requests.length = 0;

  const bar = page.getByRole("scrollbar", { name: "Position in the log" });
  const box = await bar.boundingBox();
  if (box === null) throw new Error("no scrollbar");
  const x = box.x + box.width / 2;
  const heaps: Array<number> = [];
  const session = await page.context().newCDPSession(page);
  const measure = async (): Promise<void> => {
    heaps.push((await session.send("Runtime.getHeapUsage")).usedSize);
  };
  await measure();
  // A person drags the thumb from the end to the middle.
  await page.mouse.move(x, box.y + box.height - 10);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height * 0.8, { steps: 5 });
  await page.mouse.move(x, box.y + box.height / 2, { steps: 10 });
  await page.mouse.up();
  await vi.waitFor(async () => {
    const [first] = await shownNumbers(page);
    expect(first).toBeGreaterThan(400_000);
    expect(first).toBeLessThan(600_000);
  }, patient);
  await vi.waitFor(() => expectExact(page), patient);
  expect(await bar.getAttribute("aria-valuetext")).toMatch(/^line (4|5)\d{5} of 1000000$/);

  // Then turns the wheel for a long time, both ways.
  await logOf(page).hover();
  const [from] = await shownNumbers(page);
  for (let turn = 0; turn < 150; turn += 1) await page.mouse.wheel(0, 1000);
  await vi.waitFor(async () => expect((await shownNumbers(page))[0]).toBeGreaterThan((from ?? 0) + 5000), patient);
  await vi.waitFor(() => expectExact(page), patient);
  for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, -1000);
  await vi.waitFor(() => expectExact(page), patient);

  // Rows come and go at both sides, and the lines move exactly as far as the wheel.
  let [top] = await shownNumbers(page);
  for (let turn = 0; turn < 40; turn += 1) {
    const up = turn % 10 < 9;
    await page.mouse.wheel(0, up ? -4000 : 4000);
    const expected = (top ?? 0) + (up ? -200 : 200);
    await vi.waitFor(async () => expect((await shownNumbers(page))[0]).toBe(expected), patient);
    top = expected;
    if (turn % 10 === 0) await measure();
  }
  await expectExact(page);

  await page.keyboard.press("G");
  await logOf(page).getByText("line 999999 of the log").waitFor();
  await page.keyboard.press("g");
  await logOf(page).getByText("line 0 of the log").waitFor();
  await expectExact(page);
  const bar2 = Number(await bar.getAttribute("aria-valuenow"));
  expect(bar2).toBe(0);

  await measure();
  // Also with what was not collected yet.
  expect(Math.max(...heaps)).toBeLessThan(150e6);
  expect(server.requests.length).toBeLessThan(400);
});

test("a long line is cut, and shown in parts when a person asks", async () => {
  const long = `begin ${"0123456789".repeat(100_000)} end`;
  const { server } = await setup(`before\n${long}\nafter\n`, "SUCCEEDED");
  const page = await openPage();
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("after").waitFor();
  await logOf(page).getByText("before").waitFor();
  const shown = await logOf(page).evaluate((log) => log.textContent?.length ?? 0);
  expect(shown).toBeLessThan(10_000);
  await page.getByRole("button", { name: "Show more (1.0 MB)" }).click();
  const dialog = page.getByRole("dialog");
  const more = dialog.getByRole("button", { name: "Show more" });
  await vi.waitFor(async () => expect((await dialog.locator("pre").textContent())?.length).toBe(128 * 1024), patient);
  while ((await more.count()) > 0) await more.click();
  await vi.waitFor(async () => expect(await dialog.locator("pre").textContent()).toBe(long), patient);
});

test("a hostile log stays text", async () => {
  const { server } = await setup(
    [
      "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>",
      "\u001b[31m<svg onload=window.hacked=3>\u001b[0m &amp; \u001b]8;;javascript:window.hacked=4\u0007click\u001b]8;;\u0007",
      "\u001b[2J\u001b[1;1Hoverwritten",
      "file \u202egpj.exe\u202c end",
      "bell \u0007 null \u0000 back \u0008 c1 \u009b31m",
      "\u001b[8mhidden\u001b[0m \u001b[30;40mblack\u001b[0m",
      'event: control\ndata:{"streamClosed":true}\n',
      "last line",
    ].join("\n"),
    "SUCCEEDED",
  );
  const page = await openPage();
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("last line").waitFor();
  const log = logOf(page);
  await log.getByText("<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>").waitFor();
  await log.getByText("<svg onload=window.hacked=3>").waitFor();
  await log.getByText("& click").or(log.getByText("&amp; click")).first().waitFor();
  await log.getByText("file ⟨RLO⟩gpj.exe⟨PDF⟩ end").waitFor();
  await log.getByText("bell ⟨BEL⟩ null ⟨NUL⟩ back ⟨BS⟩ c1 ⟨009B⟩31m").waitFor();
  await log.getByText("overwritten", { exact: true }).waitFor();
  await log.getByText('data:{"streamClosed":true}').waitFor();
  expect(await log.locator("script, img, svg, iframe, a:not(.log-number)").count()).toBe(0);
  expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
  // Text that asks to be invisible is not.
  const styles = await log.getByText("hidden", { exact: true }).evaluate((span) => {
    const { visibility, opacity, display } = getComputedStyle(span);
    return { visibility, opacity, display };
  });
  expect(styles).toEqual({ visibility: "visible", opacity: "1", display: "inline" });
  await page.screenshot({ path: "test/screenshots/log-hostile.png" });
});

test("a progress bar is one line that changes, and all its states on demand", async () => {
  const bar = (done: number): string =>
    `${done}%|${"█".repeat(done / 10).padEnd(10)}| ${done}/100 [00:01<00:02, 9.9it/s]`;
  const { job, server } = await setup("begin\n");
  const page = await openPage();
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("begin").waitFor();
  for (let done = 0; done <= 40; done += 1) job.append(`\r${bar(done)}`);
  // A line is complete when something follows it.
  await logOf(page).getByText("39/100").waitFor();
  expect(await page.locator(".log-row").count()).toBeLessThan(5);
  job.append("\nend\n");
  await logOf(page).getByText("40/100").waitFor();
  await logOf(page).getByText("40 earlier").waitFor();
  await page.keyboard.press("p");
  await logOf(page).getByText("12/100").waitFor();
  await page.keyboard.press("p");
  await logOf(page).getByText("40 earlier").waitFor();
});

test("long lines wrap on demand, and the view stays at its line", async () => {
  const words = "some words that make a line long ".repeat(12);
  const { server } = await setup(
    Array.from({ length: 3000 }, (_, index) => `line ${index} ${words}`).join("\n"),
    "SUCCEEDED",
  );
  const page = await openPage({ viewport: { width: 700, height: 600 } });
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await logOf(page).getByText("line 2999 ").waitFor();
  await page.keyboard.press("w");
  await vi.waitFor(async () => {
    const numbers = await shownNumbers(page);
    expect(numbers.at(-1)).toBe(3000);
    expect(numbers.length).toBeLessThan(20);
  }, patient);
  const width = await logOf(page).evaluate((log) => log.scrollWidth - log.clientWidth);
  expect(width).toBe(0);
  await logOf(page).hover();
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, -800);
  await vi.waitFor(async () => {
    const numbers = await shownNumbers(page);
    expect(numbers[0]).toBeLessThan(2950);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  }, patient);
  const [first] = await shownNumbers(page);
  for (let turn = 0; turn < 2; turn += 1) {
    await page.keyboard.press("w");
    await vi.waitFor(async () => {
      const wrapped = (await logOf(page).getAttribute("class"))?.includes("log-wrap");
      expect(wrapped).toBe(turn === 1);
      expect((await shownNumbers(page))[0]).toBe(first);
    }, patient);
  }
});
