import { confirmSignUp, resendSignUpCode } from "aws-amplify/auth";
import { codeField } from "../field";
import { Action, Form } from "../form";
import { NewCode } from "../new-code";
import { sent, sentTo, type StepProps } from "./step";

export function Confirm({ details, go }: StepProps) {
  const { username = "", to, sentAt } = details;
  return (
    <Form
      title="Confirm your account"
      lead={sentTo(to)}
      fields={[codeField()]}
      submit="Confirm"
      onSubmit={async ({ code = "" }) => {
        await confirmSignUp({ username, confirmationCode: code });
        go("sign-in", { username, notice: "Welcome. Your account is ready." }, { replace: true });
      }}
    >
      <NewCode
        sentAt={sentAt}
        send={async () => {
          const { destination } = await resendSignUpCode({ username });
          go("confirm", { ...sent(username, destination), notice: "We have sent you a new code." });
        }}
      />
      <Action label="Back to sign in" run={() => go("sign-in", { username })} />
    </Form>
  );
}
