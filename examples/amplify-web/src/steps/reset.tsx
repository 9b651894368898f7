import { confirmResetPassword, resetPassword } from "aws-amplify/auth";
import { codeField } from "../field";
import { Action, Form } from "../form";
import { newPassword } from "../input";
import { NewCode } from "../new-code";
import { passwordField, sent, sentTo, type StepProps } from "./step";

export function Reset({ pool, details, go }: StepProps) {
  const { username = "", to, sentAt } = details;
  return (
    <Form
      title="Set a new password"
      lead={sentTo(to)}
      fields={[codeField(), passwordField(pool, "New password")]}
      submit="Set password"
      onSubmit={async ({ code = "", password = "" }) => {
        newPassword(pool.outputs.auth.password_policy, password);
        await confirmResetPassword({ username, confirmationCode: code, newPassword: password });
        go("sign-in", { username, notice: "Your new password is set." }, { replace: true });
      }}
    >
      <NewCode
        sentAt={sentAt}
        send={async () => {
          const { nextStep } = await resetPassword({ username });
          const { destination } = nextStep.codeDeliveryDetails;
          go("reset", { ...sent(username, destination), notice: "We have sent you a new code." });
        }}
      />
      <Action label="Back to sign in" run={() => go("sign-in", { username })} />
    </Form>
  );
}
