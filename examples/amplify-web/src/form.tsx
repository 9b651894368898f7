// A form that shows errors, and ignores further clicks until the first one is processed.

import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useState } from "preact/hooks";
import { explain, type Problem } from "./errors";

export interface Field {
  name: string;
  label: string;
  type?: "email" | "tel" | "password" | "text";
  value?: string;
  hint?: string;
  autocomplete?: string;
  optional?: boolean;
}

export const codeField = (label = "Code"): Field => ({
  name: "code",
  label,
  autocomplete: "one-time-code",
});

const attributes = ({ name, type, value, autocomplete, optional }: Field) =>
  ({
    name,
    type: type ?? "text",
    value,
    autocomplete,
    inputMode: name === "code" ? "numeric" : undefined,
    required: !optional,
  }) as InputHTMLAttributes<HTMLInputElement>;

interface Props {
  title: string;
  lead?: ComponentChildren;
  fields: Field[];
  submit: string;
  onSubmit: (values: Record<string, string>) => Promise<void>;
  /** Links and secondary buttons below the form. */
  children?: ComponentChildren;
}

export function Form({ title, lead, fields, submit, onSubmit, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function send(event: SubmitEvent) {
    event.preventDefault();
    const entries = new FormData(event.currentTarget as HTMLFormElement);
    const values = Object.fromEntries([...entries].map(([name, value]) => [name, String(value)]));
    setBusy(true);
    setProblem(undefined);
    try {
      await onSubmit(values);
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={send} aria-busy={busy}>
      <h2>{title}</h2>
      {lead && <div class="lead">{lead}</div>}
      {fields.map((field) => (
        <label key={field.name}>
          <span>
            {field.label}
            {field.optional && <em> optional</em>}
          </span>
          <input {...attributes(field)} />
          {field.hint && <small>{field.hint}</small>}
        </label>
      ))}
      {problem && (
        <p role="alert" data-error={problem.name}>
          {problem.text}
        </p>
      )}
      <button class="primary" disabled={busy}>
        {submit}
      </button>
      {children && <div class="below">{children}</div>}
    </form>
  );
}

/** A button that looks like a link, and shows errors as a form does. */
export function Action({ label, run }: { label: string; run: () => Promise<void> | void }) {
  const [problem, setProblem] = useState<Problem>();

  async function start() {
    setProblem(undefined);
    try {
      await run();
    } catch (error) {
      setProblem(explain(error));
    }
  }

  return (
    <>
      <button type="button" class="link" onClick={start}>
        {label}
      </button>
      {problem && (
        <span role="alert" data-error={problem.name}>
          {problem.text}
        </span>
      )}
    </>
  );
}
