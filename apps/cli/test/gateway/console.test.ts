import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { testBed } from "../quick-ray.ts";
import { runCli, startCli } from "../run-cli.ts";
import { rawRequest, startGateway } from "./start-gateway.ts";

const bed = testBed();

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "jobwire-console-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

const cookieOf = (response: Response): string => response.headers.get("set-cookie")?.split(";")[0] ?? "";

/** Without a redirect that `fetch` follows by itself. */
const visit = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, { redirect: "manual", headers });

test("prints one line of JSON; the URL's token signs in one browser, once, and is no bearer token", async () => {
  const { server, url, origin, token, bearer } = await startGateway(["console", "--ray", bed.ray.url]);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  const oneTime = new URL(url).searchParams.get("token") ?? "";
  expect(oneTime).not.toBe(token);
  expect((await visit(`${origin}/v1/systems`, { authorization: `Bearer ${oneTime}` })).status).toBe(401);

  // HEAD, as a chat sends for a preview, does not use it up.
  expect((await fetch(url, { method: "HEAD", redirect: "manual" })).status).toBe(401);
  const first = await visit(url);
  expect(first.status).toBe(303);
  expect(first.headers.get("location")).toBe("/");
  expect(first.headers.get("referrer-policy")).toBe("no-referrer");
  expect(first.headers.get("cache-control")).toBe("no-store");
  expect(first.headers.get("set-cookie")).toMatch(/^jobwire-[\w-]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = cookieOf(first);
  expect(cookie).not.toContain(token);

  const second = await visit(url);
  expect(second.status).toBe(401);
  expect(second.headers.get("set-cookie")).toBeNull();
  // The browser that has the cookie may open the URL of its history again.
  const again = await visit(url, { cookie });
  expect([again.status, again.headers.get("location")]).toEqual([303, "/"]);

  for (const headers of [{ cookie }, bearer]) {
    expect((await visit(`${origin}/`, headers)).status).toBe(200);
    const systems = await visit(`${origin}/v1/systems`, headers);
    expect(
      ((await systems.json()) as { systems: ReadonlyArray<{ name: string }> }).systems.map(({ name }) => name),
    ).toEqual(["ray"]);
  }
  server.child.kill("SIGINT");
  const line = `${JSON.stringify({ url, token })}\n`;
  expect(await server.ended).toMatchObject({ code: 0, stdout: line, stderr: "" });
});

test("a browser can sign in with the token, and only with it", async () => {
  const { origin, bearer } = await startGateway(["console", "--ray", bed.ray.url]);
  const signIn = (method: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${origin}/sign-in`, { method, headers });
  expect((await signIn("GET", {})).status).toBe(401);
  expect((await signIn("POST", { authorization: "Bearer wrong" })).status).toBe(401);
  const signedIn = await signIn("POST", bearer);
  expect(signedIn.status).toBe(204);
  const cookie = cookieOf(signedIn);
  expect((await signIn("GET", { cookie })).status).toBe(204);
  expect((await visit(`${origin}/`, { cookie })).status).toBe(200);
  expect((await visit(`${origin}/index.html`)).status).toBe(401);
});

test.each([
  ["no token", {}],
  ["a wrong token", { authorization: "Bearer wrong" }],
  ["a prefix of the token", { authorization: "Bearer TOKEN".slice(0, -1) }],
  ["another scheme", { authorization: "Basic TOKEN" }],
  ["a token in the referrer", { referer: "ORIGIN/?token=TOKEN" }],
  ["a token in a cookie of another name", { cookie: "jobwire=TOKEN; token=TOKEN" }],
])("%s: 401 for the API and the pages", async (_name, pattern) => {
  const { origin, token } = await startGateway(["console", "--ray", bed.ray.url]);
  const headers = Object.fromEntries(
    Object.entries(pattern).map(([name, value]) => [
      name,
      value.replaceAll("TOKEN", token).replaceAll("ORIGIN", origin),
    ]),
  );
  const api = await visit(`${origin}/v1/systems`, headers);
  expect(api.status).toBe(401);
  expect(api.headers.get("www-authenticate")).toBe("Bearer");
  expect(await api.json()).toMatchObject({ status: 401, _tag: "Unauthorized" });
  const page = await visit(`${origin}/?token=${token}`, headers);
  expect(page.status).toBe(401);
  expect(await page.text()).toContain("Sign in to Jobwire");
});

test("pages have strict headers, hashed files are kept for a year, and no path leads out of their folder", async () => {
  const { origin, bearer } = await startGateway(["console", "--ray", bed.ray.url]);
  const index = await visit(`${origin}/`, bearer);
  expect(index.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(index.headers.get("content-security-policy")).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(index.headers.get("x-content-type-options")).toBe("nosniff");
  expect(index.headers.get("cache-control")).toBe("no-store");
  const [, asset = ""] = /"\.?(\/assets\/[^"]+\.js)"/.exec(await index.text()) ?? [];
  const script = await visit(`${origin}${asset}`);
  expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(await (await visit(`${origin}/index.html`, bearer)).text()).toBe(
    await (await visit(`${origin}/`, bearer)).text(),
  );
  for (const path of [
    "/../package.json",
    "/assets/../../gateway/run.js",
    "/..%2f..%2fpackage.json",
    "/%2e%2e/%2e%2e/package.json",
    "/assets%2f..%2f..%2fmain.js",
    "/assets/..%5c..%5cmain.js",
    "/assets\\..\\..\\main.js",
    "//etc/hosts.conf",
    "/assets/missing.js",
    "http://127.0.0.1/../main.js",
  ]) {
    const { status, body } = await rawRequest(origin, path, bearer);
    expect([path, status]).toEqual([path, 404]);
    expect(body).toBe("The console has no such page.\n");
  }
});

test("DNS rebinding: another Host is 421 for the API and the pages", async () => {
  const { origin, bearer } = await startGateway(["console", "--ray", bed.ray.url, "--allow-host", "jobs.example"]);
  const { port } = new URL(origin);
  for (const path of ["/", "/v1/systems"]) {
    for (const host of [`evil.example:${port}`, "evil.example", "127.0.0.1.evil.example"]) {
      expect([path, host, (await rawRequest(origin, path, { ...bearer, host })).status]).toEqual([path, host, 421]);
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, "jobs.example", "JOBS.example:80"]) {
      expect([path, host, (await rawRequest(origin, path, { ...bearer, host })).status]).toEqual([path, host, 200]);
    }
  }
});

test("CSRF: a signed-in browser's cookie starts nothing for another site's page", async () => {
  const { url, origin } = await startGateway(["console", "--ray", bed.ray.url]);
  const cookie = cookieOf(await visit(url));
  const post = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (
      await fetch(`${origin}/v1/systems/ray/jobs`, {
        method: "POST",
        headers: { cookie, ...headers },
        body: JSON.stringify({ entrypoint: "echo done" }),
      })
    ).status;
  const json = { "content-type": "application/json" };
  expect(await post({ ...json, origin: "https://evil.example" })).toBe(403);
  expect(await post({ ...json, origin: "null" })).toBe(403);
  // Another port of this machine is the same site, so that the browser sends the cookie.
  expect(await post({ ...json, origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" })).toBe(403);
  expect(await post({ ...json, "sec-fetch-site": "cross-site" })).toBe(403);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
    expect(await post({ "content-type": type, origin })).toBe(415);
  }
  const submits = (): number => bed.ray.requests.get("POST /api/jobs/") ?? 0;
  expect(submits()).toBe(0);
  expect(await post({ ...json, origin, "sec-fetch-site": "same-origin" })).toBe(201);
  expect(submits()).toBe(1);
});

test("--allow-origin lets pages of one origin use the gateway with the token", async () => {
  const { origin, bearer } = await startGateway([
    "gateway",
    "--ray",
    bed.ray.url,
    "--allow-origin",
    "https://app.example",
  ]);
  const read = (from: string): Promise<Response> =>
    fetch(`${origin}/v1/systems`, { headers: { ...bearer, origin: from } });
  expect((await read("https://app.example")).headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect((await read("https://other.example")).headers.get("access-control-allow-origin")).toBeNull();
});

test("jobwire gateway has no pages: its URL has no token, and a browser cannot sign in", async () => {
  const { url, origin, token, bearer } = await startGateway(["gateway", "--ray", bed.ray.url]);
  expect(url).toBe(`${origin}/`);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect((await visit(`${origin}/v1/systems`, bearer)).status).toBe(200);
  expect((await visit(`${origin}/`, bearer)).status).toBe(404);
  expect((await fetch(`${origin}/sign-in`, { method: "POST", headers: bearer })).status).toBe(404);
});

test("another address needs a token file; its token is not printed, and the cookie outlives the process", async () => {
  for (const host of ["0.0.0.0", "::", "192.0.2.1", "example.com"]) {
    const run = await runCli(["console", "--ray", bed.ray.url, "--port", "0", "--host", host]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("--auth-token-file");
  }
  const file = join(folder(), "token");
  writeFileSync(file, "too short\n");
  expect(await runCli(["console", "--ray", bed.ray.url, "--auth-token-file", file])).toMatchObject({
    code: 2,
    stdout: "",
  });
  const own = "a-token-of-my-own-42";
  writeFileSync(file, `${own}\n`);
  const args = ["console", "--ray", bed.ray.url, "--auth-token-file", file];
  const first = await startGateway([...args, "--host", "0.0.0.0"]);
  expect(first.token).toBe("");
  expect((await visit(`${first.origin}/v1/systems`, { authorization: `Bearer ${own}` })).status).toBe(200);
  const cookie = cookieOf(await visit(first.url));
  first.server.child.kill("SIGTERM");
  const { code, stdout, stderr } = await first.server.ended;
  expect([code, (stdout + stderr).includes(own)]).toEqual([0, false]);
  const second = await startGateway(args);
  expect((await visit(`${second.origin}/v1/systems`, { cookie })).status).toBe(200);
  expect(cookieOf(await visit(second.url))).toBe(cookie);
});

test("the environment and the options name systems; each has the credentials of its own", async () => {
  const reference = startCli(["reference-server", "--ray-port", "0", "--agent-port", "0", "--reasoner-port", "0"]);
  onTestFinished(() => void reference.child.kill());
  const { ray, agent, reasoner, token } = JSON.parse(await reference.until("stdout", /^.*\n/)) as Record<
    string,
    string
  >;
  const file = join(folder(), "token");
  writeFileSync(file, token ?? "");
  const { origin, bearer } = await startGateway(
    ["gateway", "--ray", ray ?? "", "--ray-token-file", file, "--agent", agent ?? "", "--agent-token-file", file],
    { JOBWIRE_REASONER_URL: reasoner ?? "", JOBWIRE_REASONER_TOKEN: token ?? "" },
  );
  for (const system of ["ray", "agent", "reasoner"]) {
    const jobs = await fetch(`${origin}/v1/systems/${system}/jobs`, { headers: bearer });
    expect([system, jobs.status]).toEqual([system, 200]);
  }
});

test("without a system it starts servers of its own with a first job, and Ctrl-C leaves nothing", async () => {
  const temporary = folder();
  const { server, origin, bearer } = await startGateway(["console"], { TMPDIR: temporary });
  const { systems } = (await (await fetch(`${origin}/v1/systems`, { headers: bearer })).json()) as {
    systems: ReadonlyArray<{ name: string }>;
  };
  expect(systems.map(({ name }) => name)).toEqual(["ray", "agent", "reasoner"]);
  const log = `${origin}/v1/systems/ray/jobs/first-job/log`;
  await expect
    .poll(async () => (await fetch(log, { headers: bearer })).text(), { timeout: 60_000 })
    .toContain("epoch 1: step");
  const children = (): ReadonlyArray<string> =>
    readFileSync(`/proc/${server.child.pid}/task/${server.child.pid}/children`, "utf8")
      .trim()
      .split(" ")
      .filter(Boolean);
  const running = children();
  expect(running.length).toBeGreaterThan(0);
  server.child.kill("SIGINT");
  expect((await server.ended).code).toBe(0);
  await expect.poll(() => running.filter((pid) => existsSync(`/proc/${pid}/exe`)), { timeout: 60_000 }).toEqual([]);
  await expect.poll(() => readdirSync(temporary), { timeout: 60_000 }).toEqual([]);
});

test("--open opens the printed URL", async () => {
  const bin = folder();
  const opened = join(bin, "opened");
  writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 });
  const { url } = await startGateway(["console", "--ray", bed.ray.url, "--open"], {
    PATH: `${bin}:${process.env["PATH"]}`,
  });
  await expect.poll(() => existsSync(opened) && readFileSync(opened, "utf8"), { timeout: 30_000 }).toBe(`${url}\n`);
});

test("a port in use: exit 4, and nothing on stdout", async () => {
  const { origin } = await startGateway(["console", "--ray", bed.ray.url]);
  const second = await runCli(["console", "--ray", bed.ray.url, "--port", new URL(origin).port]);
  expect(second).toMatchObject({ code: 4, stdout: "" });
  expect(second.stderr).toContain("EADDRINUSE");
});
