import { ActionIcon, CloseButton, Loader, TextInput, Tooltip } from "@mantine/core";
import type { ReactElement, Ref } from "react";
import { Icon } from "../icon.tsx";
import type { Search } from "./use-search.ts";

/** The field of a search and its buttons. */
export const SearchBar = ({
  search,
  inputRef,
}: {
  readonly search: Search;
  readonly inputRef: Ref<HTMLInputElement>;
}): ReactElement => (
  <div className="log-search" role="search">
    <TextInput
      ref={inputRef}
      size="xs"
      aria-label="Search the log"
      placeholder="Search"
      value={search.query}
      onChange={(event) => search.setQuery(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") search.find(event.shiftKey ? "previous" : "next");
        if (event.key === "Escape") {
          search.clear();
          event.currentTarget.blur();
        }
      }}
      leftSection={search.busy ? <Loader size={14} /> : <Icon name="search" size={15} />}
      rightSection={
        search.query === "" ? null : <CloseButton size="xs" aria-label="Clear the search" onClick={search.clear} />
      }
    />
    <Tooltip label="Match case">
      <ActionIcon
        variant={search.matchCase ? "filled" : "default"}
        aria-label="Match case"
        aria-pressed={search.matchCase}
        onClick={() => search.setMatchCase(!search.matchCase)}
      >
        <Icon name="letterCase" size={16} />
      </ActionIcon>
    </Tooltip>
    <Tooltip label="Previous match (N)">
      <ActionIcon
        variant="default"
        aria-label="Previous match"
        disabled={search.query === ""}
        onClick={() => search.find("previous")}
      >
        <Icon name="up" size={16} />
      </ActionIcon>
    </Tooltip>
    <Tooltip label="Next match (n)">
      <ActionIcon
        variant="default"
        aria-label="Next match"
        disabled={search.query === ""}
        onClick={() => search.find("next")}
      >
        <Icon name="down" size={16} />
      </ActionIcon>
    </Tooltip>
    <span className="log-search-status" role="status">
      {search.status}
    </span>
  </div>
);
