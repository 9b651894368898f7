// One field of a form, with its label and hint; a password can be shown.

import type { InputHTMLAttributes } from "preact";
import { useState } from "preact/hooks";

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

export function Input({ field, wrong }: { field: Field; wrong: boolean }) {
  const [shown, setShown] = useState(false);
  const { name, label, type = "text", value, hint, autocomplete, optional } = field;
  const described = [hint && `${name}-hint`, wrong && "problem"].filter(Boolean).join(" ");
  const attributes = {
    id: name,
    name,
    type: shown ? "text" : type,
    defaultValue: value,
    autocomplete,
    inputMode: name === "code" ? "numeric" : undefined,
    required: !optional,
    "aria-invalid": wrong || undefined,
    "aria-describedby": described || undefined,
  } as InputHTMLAttributes<HTMLInputElement>;

  return (
    <div class="field">
      <label for={name}>
        {label}
        {optional && <em> optional</em>}
      </label>
      <input {...attributes} />
      {type === "password" && (
        <button type="button" class="link show" aria-pressed={shown} onClick={() => setShown(!shown)}>
          Show password
        </button>
      )}
      {hint && <small id={`${name}-hint`}>{hint}</small>}
    </div>
  );
}
