import { ActionIcon, Code, Text, Tooltip } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { Icon } from "../icon.tsx";
import { type SettingLine, settingLines } from "./hidden-values.ts";

/** Nested settings as a list of names and values, with secrets hidden. */
export const SettingsView = ({
  settings,
  name,
}: {
  readonly settings: unknown;
  readonly name: string;
}): ReactElement => {
  const lines = settingLines(settings);
  if (lines.length === 0 || settings === null || settings === undefined) return <Text c="dimmed">none</Text>;
  return (
    <dl className="facts settings" aria-label={name}>
      {lines.map((line) => (
        <div key={line.path}>
          <dt>{line.path === "" ? name : line.path}</dt>
          <dd>{line.secret ? <Secret line={line} /> : <Code className="value">{line.value}</Code>}</dd>
        </div>
      ))}
    </dl>
  );
};

const Secret = ({ line }: { readonly line: SettingLine }): ReactElement => {
  const [shown, setShown] = useState(false);
  if (line.withheld) {
    return (
      <Text span size="sm" c="dimmed">
        hidden by the gateway
      </Text>
    );
  }
  return (
    <span className="secret">
      <Code className="value">{shown ? line.value : "••••••••"}</Code>
      <Tooltip label={shown ? "Hide" : "Reveal"}>
        <ActionIcon
          variant="subtle"
          size="sm"
          aria-label={`${shown ? "Hide" : "Reveal"} ${line.path}`}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon name="eye" size={16} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
};
