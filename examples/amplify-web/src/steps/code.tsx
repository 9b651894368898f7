// The code of a second factor, or of a sign-in without a password.

import { confirmSignIn } from "aws-amplify/auth";
import { codeField } from "../field";
import { Action, Form } from "../form";
import { next, type StepProps } from "./step";

export function Code({ details, go }: StepProps) {
  const { username = "", lead } = details;
  return (
    <Form
      title="One more step"
      lead={lead}
      fields={[codeField()]}
      submit="Continue"
      onSubmit={async ({ code = "" }) => {
        const { nextStep } = await confirmSignIn({ challengeResponse: code });
        await next(go, username, nextStep);
      }}
    >
      <Action label="Start again" run={() => go("sign-in", { username })} />
    </Form>
  );
}
