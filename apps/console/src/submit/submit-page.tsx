import { Alert, Button, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { useHashLocation } from "wouter/use-hash-location";
import { api, dataOf } from "../api/client.ts";
import type { SubmitRequest, Submitted, System } from "../api/types.ts";
import { jobsKey } from "../jobs/use-jobs.ts";
import { pathOf } from "../route.ts";
import { RayFields } from "./ray-fields.tsx";
import { ReasonerFields } from "./reasoner-fields.tsx";
import { type FormResult, type RayForm, rayRequest, type ReasonerForm, reasonerRequest } from "./submit-request.ts";

const emptyRay: RayForm = { entrypoint: "", submissionId: "", runtimeEnv: "", envVars: [] };
const emptyReasoner: ReasonerForm = { reasonerType: "Logic", name: "", payload: "{}" };

/** The form that submits a job. */
export const SubmitPage = ({
  systems,
  initial,
}: {
  readonly systems: ReadonlyArray<System>;
  readonly initial: string | undefined;
}): ReactElement => {
  const able = systems.filter(({ operations }) => operations.includes("submit"));
  const [name, setName] = useState(initial ?? able[0]?.name ?? "");
  const [ray, setRay] = useState(emptyRay);
  const [reasoner, setReasoner] = useState(emptyReasoner);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [, navigate] = useHashLocation();
  const queries = useQueryClient();
  const system = able.find((each) => each.name === name) ?? able[0];

  const submit = useMutation({
    mutationFn: async ({ to, body }: { readonly to: string; readonly body: SubmitRequest }) =>
      dataOf<Submitted>(api.POST("/v1/systems/{system}/jobs", { params: { path: { system: to } }, body })),
    onSuccess: ({ id }, { to }) => {
      void queries.invalidateQueries({ queryKey: jobsKey(to) });
      navigate(pathOf("jobs", to, id));
    },
  });

  if (system === undefined) return <Text className="page">You may not submit jobs here.</Text>;
  const onSubmit = (): void => {
    const result: FormResult = system.kind === "reasoner" ? reasonerRequest(reasoner) : rayRequest(ray);
    if ("problems" in result) return setProblems(result.problems);
    setProblems({});
    submit.mutate({ to: system.name, body: result.request });
  };
  return (
    <form
      className="page form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack gap="md">
        <Title order={1} size="h3">
          Submit a job
        </Title>
        <NativeSelect
          label="System"
          value={system.name}
          onChange={(event) => setName(event.currentTarget.value)}
          data={able.map((each) => each.name)}
        />
        {system.kind === "reasoner" ? (
          <ReasonerFields form={reasoner} problems={problems} onChange={setReasoner} />
        ) : (
          <RayFields form={ray} problems={problems} onChange={setRay} />
        )}
        {submit.error !== null && (
          <Alert color="red" title="The job was not submitted" role="alert">
            {submit.error.message}
          </Alert>
        )}
        <div>
          <Button type="submit" loading={submit.isPending}>
            Submit
          </Button>
        </div>
      </Stack>
    </form>
  );
};
