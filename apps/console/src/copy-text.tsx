import { Button } from "@mantine/core";
import { type ReactElement, useEffect, useState } from "react";
import { Icon } from "./icon.tsx";

const copy = async (text: string): Promise<void> => {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  // Pages over plain http on another machine have no clipboard but this.
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};

/** A button that copies a text, and shows that it did. */
export const CopyText = ({
  label,
  text,
  icon = "copy",
}: {
  readonly label: string;
  readonly text: () => string | Promise<string>;
  readonly icon?: "copy" | "link";
}): ReactElement => {
  const [done, setDone] = useState("");
  useEffect(() => {
    if (done === "") return undefined;
    const timer = setTimeout(() => setDone(""), 2000);
    return () => clearTimeout(timer);
  }, [done]);
  const run = async (): Promise<void> => {
    try {
      await copy(await text());
      setDone("Copied");
    } catch {
      setDone("Cannot copy");
    }
  };
  return (
    <Button size="xs" variant="default" leftSection={<Icon name={icon} size={14} />} onClick={() => void run()}>
      <span aria-live="polite">{done === "" ? label : done}</span>
    </Button>
  );
};
