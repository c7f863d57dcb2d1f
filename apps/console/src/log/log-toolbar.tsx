import { ActionIcon, Tooltip } from "@mantine/core";
import type { ReactElement, Ref } from "react";
import { Icon } from "../icon.tsx";
import { SearchBar } from "./search-bar.tsx";
import type { Search } from "./use-search.ts";

/** What the toolbar shows and does. */
export interface LogToolbarProps {
  readonly search: Search;
  readonly searchRef: Ref<HTMLInputElement>;
  readonly following: boolean;
  readonly wrap: boolean;
  readonly collapse: boolean;
  readonly downloadUrl: string;
  readonly onFollow: () => void;
  readonly onStart: () => void;
  readonly onEnd: () => void;
  readonly onWrap: () => void;
  readonly onCollapse: () => void;
}

const Toggle = ({
  label,
  hint,
  icon,
  on,
  onClick,
}: {
  readonly label: string;
  readonly hint: string;
  readonly icon: "follow" | "wrap" | "progress";
  readonly on: boolean;
  readonly onClick: () => void;
}): ReactElement => (
  <Tooltip label={`${hint}`}>
    <ActionIcon variant={on ? "light" : "default"} aria-label={label} aria-pressed={on} onClick={onClick}>
      <Icon name={icon} size={16} />
    </ActionIcon>
  </Tooltip>
);

/** The buttons above a log. */
export const LogToolbar = (props: LogToolbarProps): ReactElement => (
  <div className="log-toolbar" role="toolbar" aria-label="Log">
    <SearchBar search={props.search} inputRef={props.searchRef} />
    <div className="log-buttons">
      <Toggle label="Follow" hint="Follow the end (f)" icon="follow" on={props.following} onClick={props.onFollow} />
      <Toggle label="Wrap lines" hint="Wrap long lines (w)" icon="wrap" on={props.wrap} onClick={props.onWrap} />
      <Toggle
        label="One line for a progress bar"
        hint="Progress bars as one line (p)"
        icon="progress"
        on={props.collapse}
        onClick={props.onCollapse}
      />
      <Tooltip label="Go to the start (g)">
        <ActionIcon variant="default" aria-label="Go to the start" onClick={props.onStart}>
          <Icon name="toStart" size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Go to the end (G)">
        <ActionIcon variant="default" aria-label="Go to the end" onClick={props.onEnd}>
          <Icon name="toEnd" size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Download the log">
        <ActionIcon component="a" href={props.downloadUrl} download variant="default" aria-label="Download the log">
          <Icon name="download" size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  </div>
);
