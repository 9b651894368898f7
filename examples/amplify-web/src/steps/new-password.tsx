// An invited user, who signed in with the temporary password, sets a password of their own.

import { confirmSignIn } from "aws-amplify/auth";
import type { Field } from "../field";
import { Action, Form } from "../form";
import { newPassword, phoneNumber, PHONE_EXAMPLE } from "../input";
import { next, passwordField, type StepProps } from "./step";

const attributeField = (name: string): Field => ({
  name,
  label: name === "phone_number" ? "Phone number" : (name[0]!.toUpperCase() + name.slice(1)).replaceAll("_", " "),
  type: name === "phone_number" ? "tel" : name === "email" ? "email" : "text",
  hint: name === "phone_number" ? PHONE_EXAMPLE : undefined,
});

export function NewPassword({ pool, details, go }: StepProps) {
  const { username = "", missing = [] } = details;
  return (
    <Form
      title="Choose your password"
      lead="You were invited with a temporary password. Choose your own."
      fields={[passwordField(pool, "New password"), ...missing.map(attributeField)]}
      submit="Set password"
      onSubmit={async ({ password = "", ...userAttributes }) => {
        newPassword(pool.outputs.auth.password_policy, password);
        if (userAttributes.phone_number) {
          userAttributes.phone_number = phoneNumber(userAttributes.phone_number, "phone_number");
        }
        const { nextStep } = await confirmSignIn({ challengeResponse: password, options: { userAttributes } });
        await next(go, username, nextStep);
      }}
    >
      <Action label="Start again" run={() => go("sign-in", { username })} />
    </Form>
  );
}
