// A form that shows errors, and ignores further clicks until the first one is processed.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { explain, type Problem } from "./errors";
import { Heading } from "./heading";
import { Input, type Field } from "./field";

interface Props {
  title: string;
  lead?: ComponentChildren;
  fields: Field[];
  submit: string;
  onSubmit: (values: Record<string, string>) => Promise<void>;
  /** Called with the name and the text of a field while the user types. */
  onTyped?: (name: string, value: string) => void;
  /** Links and secondary buttons below the form. */
  children?: ComponentChildren;
}

export function Form({ title, lead, fields, submit, onSubmit, onTyped, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (problem?.field) form.current?.querySelector<HTMLInputElement>(`[name=${problem.field}]`)?.focus();
  }, [problem]);

  async function send(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
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

  function typed(event: InputEvent) {
    const { name, value } = event.target as HTMLInputElement;
    onTyped?.(name, value);
  }

  return (
    <form ref={form} onSubmit={send} onInput={typed} aria-busy={busy}>
      <Heading text={title} />
      {lead && <div class="lead">{lead}</div>}
      {fields.map((field) => (
        <Input key={field.name} field={field} wrong={problem?.field === field.name} />
      ))}
      {problem && <Alert problem={problem} id="problem" />}
      {/* Not `disabled`: a disabled button loses the focus. */}
      <button class="primary" aria-disabled={busy}>
        {submit}
      </button>
      {children && <div class="below">{children}</div>}
    </form>
  );
}

const Alert = ({ problem, id }: { problem: Problem; id?: string }) => (
  <p role="alert" id={id} data-error={problem.name}>
    {problem.text}
  </p>
);

interface ActionProps {
  label: string;
  run: () => Promise<void> | void;
  /** The id of the element that says what the action is for, if the label alone does not. */
  of?: string;
}

/** A button that looks like a link, and shows errors as a form does. */
export function Action({ label, run, of }: ActionProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function start() {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await run();
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <button type="button" class="link" aria-disabled={busy} aria-describedby={of} onClick={start}>
        {label}
      </button>
      {problem && <Alert problem={problem} />}
    </>
  );
}
