import { ActionIcon, Button, Group, Input, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { Icon } from "../icon.tsx";
import type { NamedValue, RayForm } from "./submit-request.ts";

/** The fields of a Ray job. */
export const RayFields = ({
  form,
  problems,
  onChange,
}: {
  readonly form: RayForm;
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (form: RayForm) => void;
}): ReactElement => {
  const setVariable = (index: number, part: Partial<NamedValue>): void =>
    onChange({ ...form, envVars: form.envVars.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  return (
    <>
      <Textarea
        label="Entrypoint"
        description="The command that the job runs."
        placeholder="python train.py"
        classNames={{ input: "mono" }}
        autosize
        minRows={2}
        maxRows={12}
        spellCheck={false}
        value={form.entrypoint}
        error={problems["entrypoint"]}
        onChange={(event) => onChange({ ...form, entrypoint: event.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label="Submission id"
        description="Optional. Ray makes one up."
        value={form.submissionId}
        onChange={(event) => onChange({ ...form, submissionId: event.currentTarget.value })}
      />
      <Input.Wrapper label="Environment variables" error={problems["envVars"]} labelElement="div">
        {form.envVars.map(({ name, value }, index) => (
          // Rows have no identity but their order.
          <Group key={index} gap="xs" wrap="nowrap" mt={6}>
            <TextInput
              className="grow"
              classNames={{ input: "mono" }}
              aria-label={`Name of variable ${index + 1}`}
              placeholder="NAME"
              spellCheck={false}
              value={name}
              onChange={(event) => setVariable(index, { name: event.currentTarget.value })}
            />
            <PasswordInput
              className="grow"
              classNames={{ innerInput: "mono" }}
              aria-label={`Value of variable ${index + 1}`}
              placeholder="value"
              autoComplete="off"
              value={value}
              onChange={(event) => setVariable(index, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              aria-label={`Remove variable ${index + 1}`}
              onClick={() => onChange({ ...form, envVars: form.envVars.filter((_, at) => at !== index) })}
            >
              <Icon name="close" />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            mt={6}
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => onChange({ ...form, envVars: [...form.envVars, { name: "", value: "" }] })}
          >
            Add a variable
          </Button>
        </div>
      </Input.Wrapper>
      <Textarea
        label="Runtime environment"
        description="Optional JSON: pip, conda, working_dir by URL, and so on."
        placeholder='{"pip": ["numpy"]}'
        classNames={{ input: "mono" }}
        autosize
        minRows={3}
        maxRows={16}
        spellCheck={false}
        value={form.runtimeEnv}
        error={problems["runtimeEnv"]}
        onChange={(event) => onChange({ ...form, runtimeEnv: event.currentTarget.value })}
      />
    </>
  );
};
