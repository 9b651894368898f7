import { resetPassword } from "aws-amplify/auth";
import { Action, Form } from "../form";
import { keep } from "../place";
import { nameField, nameOf, sent, type StepProps } from "./step";

export function Forgot({ pool, details, go }: StepProps) {
  return (
    <Form
      title="Forgot your password?"
      lead="We will send you a code to set a new one."
      fields={[nameField(pool, details.username)]}
      submit="Send the code"
      onTyped={(_, value) => keep({ username: value })}
      onSubmit={async ({ username }) => {
        const name = nameOf(pool, username);
        const { nextStep } = await resetPassword({ username: name });
        go("reset", sent(name, nextStep.codeDeliveryDetails.destination));
      }}
    >
      <Action label="Back to sign in" run={() => go("sign-in", { username: details.username })} />
    </Form>
  );
}
