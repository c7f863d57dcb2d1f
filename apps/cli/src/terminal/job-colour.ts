import { styled, type StyledStream } from "./style.ts";

const colours = ["cyan", "yellow", "green", "magenta", "blue", "cyanBright", "yellowBright", "magentaBright"] as const;

/** The text in a colour that depends only on the job's id, so that a job has the same colour in every run. */
export const inJobColour = (id: string, text: string, stream: StyledStream): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return styled(colours[hash % colours.length] ?? "cyan", text, stream);
};
