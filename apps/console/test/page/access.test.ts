import { ray } from "@jobwire/node";
import { type FaultyRay, startFaultyRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { openPage } from "../chromium.ts";
import { type ConsoleServer, startConsole } from "../console-server.ts";

const setup = async (
  access: Parameters<typeof startConsole>[1],
): Promise<ConsoleServer & { readonly job: FaultyRay }> => {
  const job = await startFaultyRay({ submissionId: "job-1", log: "hello\n", status: "RUNNING" });
  onTestFinished(() => job.close());
  const client = ray({ address: job.url });
  onTestFinished(() => client.close());
  const server = await startConsole({ training: client }, access);
  onTestFinished(() => server.close());
  return { ...server, job };
};

test("a person who is not signed in is told how to, and the page comes alive when they are", async () => {
  let signedIn = true;
  const server = await setup({ authorize: () => signedIn || new Response(null, { status: 401 }) });
  const page = await openPage();
  await page.goto(server.url);
  await page.getByRole("row", { name: /job-1/ }).waitFor();
  signedIn = false;
  await page.reload();
  await page.getByText("You are not signed in").waitFor();
  signedIn = true;
  await page.getByRole("row", { name: /job-1/ }).waitFor();
  await page.getByText("You are not signed in").waitFor({ state: "detached" });
});

test("who may only read sees no buttons that write", async () => {
  const server = await setup({ allowAnonymous: "read" });
  const page = await openPage();
  await page.goto(`${server.url}#/jobs/training/job-1`);
  await page.getByRole("log").getByText("hello").waitFor();
  expect(await page.getByRole("button", { name: "Stop" }).count()).toBe(0);
  expect(await page.getByRole("link", { name: "Submit" }).count()).toBe(0);
  await page.goto(`${server.url}#/submit`);
  await page.getByText("You may not submit jobs here.").waitFor();
});

test("the page keeps to its policy, asks only its own server, and leaves nothing of a token in its address", async () => {
  const server = await setup({ allowAnonymous: "all" });
  const page = await openPage();
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  const referrers = new Set<string>();
  page.on("request", (request) => referrers.add(request.headers()["referer"] ?? ""));
  await page.goto(server.url);
  await page.getByRole("row", { name: /job-1/ }).click();
  await page.getByRole("log").getByText("hello").waitFor();
  await page.getByRole("tab", { name: "Details" }).click();
  await page.getByText("All fields").waitFor();
  expect([...hosts]).toEqual([new URL(server.url).host]);
  // A token in the address reaches nobody, not even by a header.
  expect([...referrers]).toEqual([""]);
});

test("without the stream of changes the list asks again", async () => {
  const server = await setup({ authorize: (_, { operation }) => operation !== "changes" });
  const page = await openPage();
  await page.goto(server.url);
  const row = page.getByRole("row", { name: /job-1/ });
  await row.getByText("RUNNING").waitFor();
  server.job.setStatus("SUCCEEDED");
  await row.getByText("SUCCEEDED").waitFor();
  expect(server.requests.filter((line) => line.includes("changes"))).toEqual([]);
});
