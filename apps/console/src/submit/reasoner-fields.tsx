import { Autocomplete, Textarea, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import type { ReasonerForm } from "./submit-request.ts";

/** The fields of a reasoner job. */
export const ReasonerFields = ({
  form,
  problems,
  onChange,
}: {
  readonly form: ReasonerForm;
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (form: ReasonerForm) => void;
}): ReactElement => (
  <>
    <Autocomplete
      label="Reasoner type"
      data={["Logic", "Prescriptive", "Predictive"]}
      value={form.reasonerType}
      error={problems["reasonerType"]}
      onChange={(reasonerType) => onChange({ ...form, reasonerType })}
    />
    <TextInput
      label="Reasoner name"
      value={form.name}
      error={problems["name"]}
      onChange={(event) => onChange({ ...form, name: event.currentTarget.value })}
    />
    <Textarea
      label="Payload"
      description="JSON, as the reasoner expects it."
      classNames={{ input: "mono" }}
      autosize
      minRows={6}
      maxRows={20}
      spellCheck={false}
      value={form.payload}
      error={problems["payload"]}
      onChange={(event) => onChange({ ...form, payload: event.currentTarget.value })}
    />
  </>
);
