import {
  ActionIcon,
  Alert,
  Anchor,
  Center,
  Loader,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { lazy, type ReactElement, Suspense, useEffect, useMemo, useState } from "react";
import { useHashLocation } from "wouter/use-hash-location";
import { GatewayError } from "./api/gateway-error.ts";
import type { System } from "./api/types.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Icon } from "./icon.tsx";
import { JobsPage } from "./jobs/jobs-page.tsx";
import { useSystems } from "./jobs/use-systems.ts";
import { useKeys } from "./keys/use-keys.ts";
import { parseRoute, pathOf, type Route } from "./route.ts";

const JobPage = lazy(async () => ({ default: (await import("./jobs/job-page.tsx")).JobPage }));
const SubmitPage = lazy(async () => ({ default: (await import("./submit/submit-page.tsx")).SubmitPage }));
const ClusterPage = lazy(async () => ({ default: (await import("./cluster/cluster-page.tsx")).ClusterPage }));
const Help = lazy(async () => ({ default: (await import("./keys/help.tsx")).Help }));

/** The whole page. */
export const App = (): ReactElement => {
  const [location] = useHashLocation();
  const route = useMemo(() => parseRoute(location), [location]);
  const { data: systems, error } = useSystems();
  const [helping, setHelping] = useState(false);
  useKeys({ "?": () => setHelping(true) });
  useEffect(() => {
    document.title = titleOf(route);
  }, [route]);
  return (
    <div className="app">
      <Header route={route} systems={systems ?? []} onHelp={() => setHelping(true)} />
      <ConnectionBanner />
      <main className="main">
        {systems === undefined ? (
          error === null ? (
            <Center p="xl">
              <Loader aria-label="Loading" />
            </Center>
          ) : (
            <Refused error={error} />
          )
        ) : (
          <Suspense
            fallback={
              <Center p="xl">
                <Loader aria-label="Loading" />
              </Center>
            }
          >
            <Page route={route} systems={systems} />
          </Suspense>
        )}
      </main>
      {helping && (
        <Suspense>
          <Help opened onClose={() => setHelping(false)} />
        </Suspense>
      )}
    </div>
  );
};

const titleOf = (route: Route): string => {
  if (route.page === "job") return `${route.id} · Jobwire`;
  if (route.page === "submit") return "Submit a job · Jobwire";
  return route.page === "system" ? `${route.system} · Jobwire` : "Jobwire";
};

const Page = ({ route, systems }: { readonly route: Route; readonly systems: ReadonlyArray<System> }): ReactElement => {
  if (route.page === "jobs") return <JobsPage systems={systems} />;
  if (route.page === "submit") return <SubmitPage systems={systems} initial={route.system} />;
  if (route.page === "unknown") return <Missing what="This page does not exist." />;
  const system = systems.find(({ name }) => name === route.system);
  if (system === undefined)
    return <Missing what={`The gateway has no system ${route.system}, or you may not read it.`} />;
  if (route.page === "system") return <ClusterPage systems={systems} system={system} table={route.table} />;
  return (
    <JobPage
      key={`${route.system}/${route.id}`}
      system={system}
      id={route.id}
      view={route.view}
      offset={route.offset}
    />
  );
};

const Missing = ({ what }: { readonly what: string }): ReactElement => (
  <Text className="page">
    {what} <Anchor href="#/jobs">Show all jobs</Anchor>
  </Text>
);

const Refused = ({ error }: { readonly error: Error }): ReactElement | null => {
  // The banner says it.
  if (error instanceof GatewayError && error.status === 401) return null;
  return (
    <div className="page">
      <Alert color="red" title="The gateway refused" role="alert">
        {error.message}
      </Alert>
    </div>
  );
};

const Header = ({
  route,
  systems,
  onHelp,
}: {
  readonly route: Route;
  readonly systems: ReadonlyArray<System>;
  readonly onHelp: () => void;
}): ReactElement => {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light", { getInitialValueInEffect: false }) === "dark";
  const first = systems.find(({ operations }) => operations.includes("nodes"));
  return (
    <header className="header">
      <a className="brand" href="#/jobs">
        <img src="./icon.svg" alt="" width={22} height={22} />
        Jobwire
      </a>
      <nav className="nav" aria-label="Pages">
        <a href="#/jobs" aria-current={route.page === "jobs" || route.page === "job" ? "page" : undefined}>
          Jobs
        </a>
        {first !== undefined && (
          <a href={`#${pathOf("systems", first.name)}`} aria-current={route.page === "system" ? "page" : undefined}>
            Cluster
          </a>
        )}
        {systems.some(({ operations }) => operations.includes("submit")) && (
          <a href="#/submit" aria-current={route.page === "submit" ? "page" : undefined}>
            Submit
          </a>
        )}
      </nav>
      <div className="header-end">
        <Tooltip label={dark ? "Light colours" : "Dark colours"}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={dark ? "Light colours" : "Dark colours"}
            onClick={() => setColorScheme(dark ? "light" : "dark")}
          >
            <Icon name={dark ? "sun" : "moon"} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Keys (?)">
          <ActionIcon variant="subtle" color="gray" aria-label="Keys" onClick={onHelp}>
            <Icon name="help" />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
};
