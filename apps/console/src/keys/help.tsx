import { Kbd, Modal, Table, Text } from "@mantine/core";
import type { ReactElement } from "react";

const groups: ReadonlyArray<readonly [string, ReadonlyArray<readonly [string, string]>]> = [
  [
    "Everywhere",
    [
      ["?", "Show this help"],
      ["/", "Search, or filter the jobs"],
      ["Esc", "Leave a field, close a dialog"],
    ],
  ],
  [
    "Jobs",
    [
      ["j  ↓", "Next job"],
      ["k  ↑", "Previous job"],
      ["Enter", "Open the job"],
      ["c", "Submit a job"],
    ],
  ],
  [
    "Log",
    [
      ["j  ↓", "One line down"],
      ["k  ↑", "One line up"],
      ["Space", "One page down"],
      ["g  G", "Go to the start, to the end"],
      ["f", "Follow the end, or stop following"],
      ["w", "Wrap long lines"],
      ["p", "Show progress bars as one line"],
      ["m", "Mark the first visible line, to copy it or a link to it"],
      ["n  N", "Next match, previous match"],
    ],
  ],
];

/** All keys of the page. */
export const Help = ({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }): ReactElement => (
  <Modal opened={opened} onClose={onClose} title="Keys" centered>
    {groups.map(([title, keys]) => (
      <div key={title}>
        <Text fw={600} size="sm" mt="sm">
          {title}
        </Text>
        <Table aria-label={title} verticalSpacing={4}>
          <Table.Tbody>
            {keys.map(([key, meaning]) => (
              <Table.Tr key={key}>
                <Table.Td w={90}>
                  {key.split("  ").map((one) => (
                    <Kbd key={one} mr={4}>
                      {one}
                    </Kbd>
                  ))}
                </Table.Td>
                <Table.Td>{meaning}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    ))}
  </Modal>
);
