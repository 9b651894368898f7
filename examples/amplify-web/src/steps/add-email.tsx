// A user without a verified email address adds one, to get codes by email.

import { confirmSignIn } from "aws-amplify/auth";
import { Action, Form } from "../form";
import { next, type StepProps } from "./step";

export function AddEmail({ details, go }: StepProps) {
  const { username = "" } = details;
  return (
    <Form
      title="Add your email address"
      lead="We will send you a code each time that you sign in."
      fields={[{ name: "email", label: "Email", type: "email", autocomplete: "email" }]}
      submit="Continue"
      onSubmit={async ({ email = "" }) => {
        const { nextStep } = await confirmSignIn({ challengeResponse: email });
        await next(go, username, nextStep);
      }}
    >
      <Action label="Start again" run={() => go("sign-in", { username })} />
    </Form>
  );
}
