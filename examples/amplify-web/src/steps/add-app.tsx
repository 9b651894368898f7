// A pool that requires a second factor makes the user add an authenticator app during the sign-in.

import { confirmSignIn } from "aws-amplify/auth";
import { AppKey } from "../app-key";
import { codeField } from "../field";
import { Action, Form } from "../form";
import { appSetup, next, type StepProps } from "./step";

export function AddApp({ details, go }: StepProps) {
  const { username = "" } = details;
  return (
    <Form
      title="Add your authenticator app"
      // After a refresh the key is gone, and the user starts again.
      lead={appSetup ? <AppKey setup={appSetup} name={username} /> : "The key is no longer shown. Start again."}
      fields={appSetup ? [codeField("Code from the app")] : []}
      submit="Continue"
      onSubmit={async ({ code }) => {
        if (!code) return go("sign-in", { username });
        const { nextStep } = await confirmSignIn({ challengeResponse: code });
        await next(go, username, nextStep);
      }}
    >
      <Action label="Start again" run={() => go("sign-in", { username })} />
    </Form>
  );
}
