import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { useHashLocation } from "wouter/use-hash-location";
import { api, dataOf } from "../api/client.ts";
import type { Job, System } from "../api/types.ts";
import { Icon } from "../icon.tsx";
import { jobKey } from "./use-job.ts";
import { jobsKey } from "./use-jobs.ts";

/** Stops a running job or deletes an ended one, after a question. */
export const JobActions = ({ job, system }: { readonly job: Job; readonly system: System }): ReactElement | null => {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const [, navigate] = useHashLocation();
  const action = job.outcome === null ? "stop" : "delete";
  const params = { path: { system: system.name, id: job.id } };
  const headers = { "content-type": "application/json" };
  const run = useMutation({
    mutationFn: async (): Promise<unknown> =>
      action === "stop"
        ? await dataOf(api.POST("/v1/systems/{system}/jobs/{id}/stop", { params, headers }))
        : await dataOf(api.DELETE("/v1/systems/{system}/jobs/{id}", { params, headers })),
    onSuccess: async () => {
      setAsking(false);
      if (action === "delete") navigate("/jobs");
      else await queries.invalidateQueries({ queryKey: jobKey(system.name, job.id) });
      await queries.invalidateQueries({ queryKey: jobsKey(system.name) });
    },
  });
  const close = (): void => {
    setAsking(false);
    run.reset();
  };
  if (!system.operations.includes(action)) return null;
  const stop = action === "stop";
  return (
    <>
      <Button
        variant="light"
        color="red"
        size="xs"
        leftSection={<Icon name={stop ? "stop" : "trash"} size={16} />}
        onClick={() => setAsking(true)}
      >
        {stop ? "Stop" : "Delete"}
      </Button>
      <Modal opened={asking} onClose={close} title={stop ? "Stop this job?" : "Delete this job?"} centered>
        <Text size="sm" className="breaks">
          {stop
            ? `The job ${job.id} of ${system.name} gets a signal to stop. It cannot be continued.`
            : `The record of job ${job.id} is removed from ${system.name}. You cannot read its log after that.`}
        </Text>
        {run.error !== null && (
          <Text size="sm" c="red" mt="sm" role="alert">
            {run.error.message}
          </Text>
        )}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close} data-autofocus>
            Cancel
          </Button>
          <Button color="red" loading={run.isPending} onClick={() => run.mutate()}>
            {stop ? "Stop the job" : "Delete the job"}
          </Button>
        </Group>
      </Modal>
    </>
  );
};
