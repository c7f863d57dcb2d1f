import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { statesPicture } from "./picture.ts";

const page = new URL("../../../../../docs/internals/tail.md", import.meta.url);

it("docs/internals/tail.md shows the states as they are (JOBWIRE_UPDATE=1 rewrites the picture)", () => {
  const text = readFileSync(page, "utf8");
  const block = /(```mermaid\n)(stateDiagram-v2[^`]*)(```)/;
  const picture = `${statesPicture()}\n`;
  if (process.env["JOBWIRE_UPDATE"] === "1")
    writeFileSync(
      page,
      text.replace(block, (_, open: string, __, close: string) => open + picture + close),
    );
  expect(block.exec(readFileSync(page, "utf8"))?.[2]).toBe(picture);
}, 120_000);
