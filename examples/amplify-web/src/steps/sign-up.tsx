import { signUp } from "aws-amplify/auth";
import { byPhone } from "../config";
import { Action, Form } from "../form";
import { newPassword, phoneNumber, PHONE_EXAMPLE } from "../input";
import { keep } from "../place";
import { nameField, nameOf, passwordField, sent, type StepProps } from "./step";

export function SignUp({ pool, details, go }: StepProps) {
  const { password_policy, mfa_methods } = pool.outputs.auth;
  const fields = [nameField(pool, details.username), passwordField(pool)];
  if (!byPhone(pool) && mfa_methods.includes("SMS")) {
    fields.push({
      name: "phone",
      label: "Phone number",
      type: "tel",
      autocomplete: "tel",
      hint: `For codes by text message. ${PHONE_EXAMPLE}`,
      optional: true,
    });
  }
  return (
    <Form
      title="Create an account"
      fields={fields}
      submit="Create"
      onTyped={(name, value) => name === "username" && keep({ username: value })}
      onSubmit={async ({ username, password = "", phone }) => {
        const name = nameOf(pool, username);
        newPassword(password_policy, password);
        const userAttributes = phone ? { phone_number: phoneNumber(phone, "phone") } : {};
        const { nextStep } = await signUp({ username: name, password, options: { userAttributes } });
        const to = "codeDeliveryDetails" in nextStep ? nextStep.codeDeliveryDetails?.destination : undefined;
        go("confirm", sent(name, to));
      }}
    >
      <Action label="I already have an account" run={() => go("sign-in", { username: details.username })} />
    </Form>
  );
}
