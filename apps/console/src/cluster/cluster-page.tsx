import {
  Alert,
  Anchor,
  Center,
  Drawer,
  Group,
  Loader,
  NativeSelect,
  Stack,
  Table,
  Tabs,
  Text,
  Title,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { useHashLocation } from "wouter/use-hash-location";
import { api, dataOf } from "../api/client.ts";
import type { Rows, System } from "../api/types.ts";
import { SettingsView } from "../jobs/settings-view.tsx";
import { pathOf } from "../route.ts";
import { cellText, columnTitle, tableColumns } from "./table-columns.ts";

type TableName = "nodes" | "tasks" | "actors" | "serve";

const names: Readonly<Record<TableName, string>> = {
  nodes: "Nodes",
  tasks: "Tasks",
  actors: "Actors",
  serve: "Serve",
};
const mostRows = 1000;

const tablesOf = ({ operations }: System): ReadonlyArray<TableName> =>
  (Object.keys(names) as Array<TableName>).filter((name) => operations.includes(name));

const read = async (system: string, table: TableName, signal: AbortSignal): Promise<Rows> => {
  const path = { system };
  const params = { params: { path, query: { limit: mostRows } }, signal };
  if (table === "nodes") return dataOf<Rows>(api.GET("/v1/systems/{system}/nodes", { params: { path }, signal }));
  if (table === "serve") return dataOf<Rows>(api.GET("/v1/systems/{system}/serve", { params: { path }, signal }));
  if (table === "tasks") return dataOf<Rows>(api.GET("/v1/systems/{system}/tasks", params));
  return dataOf<Rows>(api.GET("/v1/systems/{system}/actors", params));
};

/** The nodes, tasks, actors and applications of a system. */
export const ClusterPage = ({
  systems,
  system,
  table,
}: {
  readonly systems: ReadonlyArray<System>;
  readonly system: System;
  readonly table: string | undefined;
}): ReactElement => {
  const [, navigate] = useHashLocation();
  const tables = tablesOf(system);
  const shown = tables.find((name) => name === table) ?? tables[0];
  return (
    <Stack gap="sm" className="page">
      <Group justify="space-between">
        <Title order={1} size="h3">
          Cluster
        </Title>
        <NativeSelect
          aria-label="System"
          value={system.name}
          onChange={(event) => navigate(pathOf("systems", event.currentTarget.value))}
          data={systems.map(({ name }) => name)}
        />
      </Group>
      {shown === undefined ? (
        <Text c="dimmed">{system.name} has no nodes, tasks, actors or applications.</Text>
      ) : (
        <Tabs
          value={shown}
          onChange={(value) => value !== null && navigate(pathOf("systems", system.name, value), { replace: true })}
          keepMounted={false}
        >
          <Tabs.List>
            {tables.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {names[name]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tables.map((name) => (
            <Tabs.Panel key={name} value={name} pt="sm">
              <RowsTable system={system.name} table={name} />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Stack>
  );
};

const RowsTable = ({ system, table }: { readonly system: string; readonly table: TableName }): ReactElement => {
  const [open, setOpen] = useState<Readonly<Record<string, unknown>>>();
  const { data, error, failureReason } = useQuery({
    queryKey: ["rows", system, table],
    queryFn: ({ signal }) => read(system, table, signal),
    refetchInterval: 5000,
  });
  const why = error ?? (data === undefined ? failureReason : null);
  if (why !== null) {
    return (
      <Alert color="red" title={`${names[table]} cannot be read`} role="alert">
        {why.message}
      </Alert>
    );
  }
  if (data === undefined) {
    return (
      <Center p="xl">
        <Loader aria-label="Loading" />
      </Center>
    );
  }
  const columns = tableColumns(table, data.rows);
  const [first, ...others] = columns;
  if (first === undefined) return <Text c="dimmed">There are none.</Text>;
  return (
    <>
      {(data.incomplete ?? []).map(({ reason, message }) => (
        <Alert key={reason + message} color="yellow" mb="sm">
          {message}
        </Alert>
      ))}
      <Table.ScrollContainer minWidth={0} type="native" className="rows">
        <Table highlightOnHover aria-label={names[table]} striped>
          <Table.Thead>
            <Table.Tr>
              {columns.map((name) => (
                <Table.Th key={name}>{columnTitle(name)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.rows.map((row, index) => (
              // Rows have an id under another name in each system.
              <Table.Tr key={`${index} ${cellText(row[first])}`}>
                <Table.Td>
                  <Anchor component="button" type="button" size="sm" onClick={() => setOpen(row)} className="cell">
                    {cellText(row[first])}
                  </Anchor>
                </Table.Td>
                {others.map((name) => (
                  <Table.Td key={name}>
                    <span className="cell" title={cellText(row[name])}>
                      {cellText(row[name])}
                    </span>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed" mt="xs" role="status">
        {data.rows.length} {data.rows.length === 1 ? "row" : "rows"}
        {data.matching !== undefined && data.matching > data.rows.length ? ` of ${data.matching}` : ""}
      </Text>
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        position="right"
        size="lg"
        title={open === undefined ? "" : cellText(open[first])}
      >
        <SettingsView settings={open} name={names[table]} />
      </Drawer>
    </>
  );
};
