/** Every command that connects has every flag about connections, by construction: the table is the commands times the flags. */
import { expect, test } from "vitest";
import { transportFlagOptions } from "../src/settings/transport.ts";
import { everyCommand } from "./every-command.ts";

/** The commands that connect to no job system. */
const local = [/^jobwire reference-server$/, /^jobwire config /, /^jobwire completion$/, /^jobwire complete$/];

const leaves = (await everyCommand()).filter(([, command]) => command.commands.length === 0);
const connecting = leaves.filter(([path]) => !local.some((pattern) => pattern.test(path)));
const flags = [...new Set(Object.values(transportFlagOptions)), "--no-proxy", "--allow-insecure-token", "--retry-for"];

test("most commands connect", () => {
  expect(connecting.length).toBeGreaterThan(40);
});

test.each(connecting.flatMap(([path, command]) => flags.map((flag) => [path, flag, command] as const)))(
  "%s has %s",
  (_path, flag, command) => {
    const option = command.options.find(({ long }) => long === flag);
    expect(option).toBeDefined();
    expect(option?.helpGroupHeading).toBe("Connection:");
  },
);
