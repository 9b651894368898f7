import { signIn } from "aws-amplify/auth";
import { Action, Form } from "../form";
import { keep, type Details } from "../place";
import { nameField, nameOf, next, type StepProps } from "./step";

export function SignIn({ pool, details, go }: StepProps) {
  // The name that was typed here goes along to the other steps.
  const typed = (): Details => ({ username: (history.state as Details | null)?.username });
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
      <Action label="Create an account" run={() => go("sign-up", typed())} />
      <Action label="Forgot your password?" run={() => go("forgot", typed())} />
    </Form>
  );
}
