import { signIn } from "aws-amplify/auth";
import { Action, Form } from "../form";
import { FieldError } from "../input";
import { keep, type Details } from "../place";
import { nameField, nameOf, next, type StepProps } from "./step";

export function SignIn({ pool, details, go }: StepProps) {
  // The name that was typed here goes along to the other steps.
  const typed = (): Details => ({ username: (history.state as Details | null)?.username });
  const { passwordless = {} } = pool.outputs.auth;

  async function signInWith(preferredChallenge: "WEB_AUTHN" | "EMAIL_OTP" | "SMS_OTP"): Promise<void> {
    const { username } = typed();
    if (!username) throw new FieldError("username", "UsernameMissing", "Enter your email address or phone number first.");
    const name = nameOf(pool, username);
    const { nextStep } = await signIn({ username: name, options: { authFlowType: "USER_AUTH", preferredChallenge } });
    await next(go, name, nextStep);
  }

  return (
    <Form
      title="Sign in"
      fields={[
        nameField(pool, details.username),
        { name: "password", label: "Password", type: "password", autocomplete: "current-password" },
      ]}
      submit="Sign in"
      onTyped={(name, value) => name === "username" && keep({ username: value })}
      onSubmit={async ({ username, password = "" }) => {
        const name = nameOf(pool, username);
        const { nextStep } = await signIn({ username: name, password });
        await next(go, name, nextStep);
      }}
    >
      {passwordless.web_authn && <Action label="Sign in with a passkey" run={() => signInWith("WEB_AUTHN")} />}
      {passwordless.email_otp_enabled && (
        <Action label="Sign in with a code by email" run={() => signInWith("EMAIL_OTP")} />
      )}
      {passwordless.sms_otp_enabled && (
        <Action label="Sign in with a code by text message" run={() => signInWith("SMS_OTP")} />
      )}
      <Action label="Create an account" run={() => go("sign-up", typed())} />
      <Action label="Forgot your password?" run={() => go("forgot", typed())} />
    </Form>
  );
}
