// The steps to sign up and sign in, as Cognito requests them: one screen for each.

import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  getCurrentUser,
  resendSignUpCode,
  resetPassword,
  signIn,
  signUp,
  type SignInOutput,
} from "aws-amplify/auth";
import { useEffect, useState } from "preact/hooks";
import { Account } from "./account";
import { byPhone, type Pool } from "./config";
import { Action, codeField, Form, type Field } from "./form";

type Screen =
  | { at: "loading" }
  | { at: "signIn"; username?: string; notice?: string }
  | { at: "signUp" }
  | { at: "confirm"; username: string; to?: string }
  | { at: "forgot"; username?: string }
  | { at: "reset"; username: string; to?: string }
  | { at: "factor"; lead: string }
  | { at: "account" };

const sentTo = (to?: string): string => (to ? `We have sent a code to ${to}.` : "We have sent you a code.");

export function Flow({ pool }: { pool: Pool }) {
  const [screen, go] = useState<Screen>({ at: "loading" });

  useEffect(() => {
    getCurrentUser().then(
      () => go({ at: "account" }),
      () => go({ at: "signIn" }),
    );
  }, [pool]);

  /** Show the screen for the next step of the sign-in. */
  async function next(username: string, { nextStep }: SignInOutput): Promise<void> {
    switch (nextStep.signInStep) {
      case "DONE":
        return go({ at: "account" });
      case "CONFIRM_SIGN_UP": {
        const sent = await resendSignUpCode({ username });
        return go({ at: "confirm", username, to: sent.destination });
      }
      case "RESET_PASSWORD":
        return go({ at: "forgot", username });
      case "CONFIRM_SIGN_IN_WITH_TOTP_CODE":
        return go({ at: "factor", lead: "Enter the code that your authenticator app shows." });
      case "CONFIRM_SIGN_IN_WITH_SMS_CODE":
      case "CONFIRM_SIGN_IN_WITH_EMAIL_CODE":
        return go({ at: "factor", lead: sentTo(nextStep.codeDeliveryDetails?.destination) });
      default:
        throw new Error(`This page does not support the sign-in step ${nextStep.signInStep}.`);
    }
  }

  const phone = byPhone(pool);
  const { password_policy, mfa_methods } = pool.outputs.auth;
  const who = (value?: string): Field => ({
    name: "username",
    label: phone ? "Phone number" : "Email",
    type: phone ? "tel" : "email",
    autocomplete: "username",
    hint: phone ? "With + and the country code: +15555550100" : undefined,
    value,
  });
  const newPassword: Field = {
    name: "password",
    label: "Password",
    type: "password",
    autocomplete: "new-password",
    hint: `At least ${password_policy.min_length} characters, with an uppercase letter, a lowercase letter, a number and a symbol`,
  };

  switch (screen.at) {
    case "loading":
      return <p class="lead">One moment …</p>;

    case "signIn":
      return (
        <Form
          key="signIn"
          title="Sign in"
          lead={screen.notice}
          fields={[
            who(screen.username),
            { name: "password", label: "Password", type: "password", autocomplete: "current-password" },
          ]}
          submit="Sign in"
          onSubmit={async ({ username = "", password = "" }) =>
            next(username, await signIn({ username, password }))
          }
        >
          <Action label="Create an account" run={() => go({ at: "signUp" })} />
          <Action label="Forgot your password?" run={() => go({ at: "forgot" })} />
        </Form>
      );

    case "signUp": {
      const fields = [who(), newPassword];
      if (!phone && mfa_methods.includes("SMS")) {
        fields.push({
          name: "phone",
          label: "Phone number",
          type: "tel",
          autocomplete: "tel",
          hint: "For codes by text message",
          optional: true,
        });
      }
      return (
        <Form
          key="signUp"
          title="Create an account"
          fields={fields}
          submit="Create"
          onSubmit={async ({ username = "", password = "", phone: number }) => {
            const userAttributes = number ? { phone_number: number } : {};
            const { nextStep } = await signUp({ username, password, options: { userAttributes } });
            const to = "codeDeliveryDetails" in nextStep ? nextStep.codeDeliveryDetails?.destination : undefined;
            go({ at: "confirm", username, to });
          }}
        >
          <Action label="I already have an account" run={() => go({ at: "signIn" })} />
        </Form>
      );
    }

    case "confirm": {
      const { username } = screen;
      return (
        <Form
          key="confirm"
          title="Confirm your account"
          lead={sentTo(screen.to)}
          fields={[codeField()]}
          submit="Confirm"
          onSubmit={async ({ code = "" }) => {
            await confirmSignUp({ username, confirmationCode: code });
            go({ at: "signIn", username, notice: "Welcome. Your account is ready." });
          }}
        >
          <Action
            label="Send a new code"
            run={async () => {
              const sent = await resendSignUpCode({ username });
              go({ at: "confirm", username, to: sent.destination });
            }}
          />
        </Form>
      );
    }

    case "forgot":
      return (
        <Form
          key="forgot"
          title="Forgot your password?"
          lead="We will send you a code to set a new one."
          fields={[who(screen.username)]}
          submit="Send the code"
          onSubmit={async ({ username = "" }) => {
            const { nextStep } = await resetPassword({ username });
            go({ at: "reset", username, to: nextStep.codeDeliveryDetails.destination });
          }}
        >
          <Action label="Back" run={() => go({ at: "signIn" })} />
        </Form>
      );

    case "reset": {
      const { username } = screen;
      return (
        <Form
          key="reset"
          title="Set a new password"
          lead={sentTo(screen.to)}
          fields={[codeField(), { ...newPassword, label: "New password" }]}
          submit="Set password"
          onSubmit={async ({ code = "", password = "" }) => {
            await confirmResetPassword({ username, confirmationCode: code, newPassword: password });
            go({ at: "signIn", username, notice: "Your new password is set." });
          }}
        >
          <Action
            label="Send a new code"
            run={async () => {
              const { nextStep } = await resetPassword({ username });
              go({ at: "reset", username, to: nextStep.codeDeliveryDetails.destination });
            }}
          />
        </Form>
      );
    }

    case "factor":
      return (
        <Form
          key="factor"
          title="One more step"
          lead={screen.lead}
          fields={[codeField()]}
          submit="Continue"
          onSubmit={async ({ code = "" }) => next("", await confirmSignIn({ challengeResponse: code }))}
        >
          <Action label="Start again" run={() => go({ at: "signIn" })} />
        </Form>
      );

    case "account":
      return <Account pool={pool} onSignedOut={() => go({ at: "signIn" })} />;
  }
}
