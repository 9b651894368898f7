// What the steps share: their properties, the fields for a name and a new password, and the next step.

import { resendSignUpCode, type SignInOutput } from "aws-amplify/auth";
import { byPhone, type Pool } from "../config";
import type { Field } from "../field";
import { passwordRules, phoneNumber, PHONE_EXAMPLE } from "../input";
import type { Details, Go } from "../place";

export interface StepProps {
  pool: Pool;
  details: Details;
  go: Go;
}

export const sentTo = (to?: string): string => (to ? `We have sent a code to ${to}.` : "We have sent you a code.");

/** The details of a step that asks for a code which was sent just now. */
export const sent = (username: string, to?: string): Details => ({ username, to, sentAt: Date.now() });

/** The field for the name of the user, which is an email address or a phone number. */
export const nameField = (pool: Pool, value?: string): Field => ({
  name: "username",
  label: byPhone(pool) ? "Phone number" : "Email",
  type: byPhone(pool) ? "tel" : "email",
  autocomplete: "username",
  hint: byPhone(pool) ? PHONE_EXAMPLE : undefined,
  value,
});

/** The name that a user typed, as Cognito takes it. */
export const nameOf = (pool: Pool, typed = ""): string => (byPhone(pool) ? phoneNumber(typed, "username") : typed.trim());

export const passwordField = (pool: Pool, label = "Password"): Field => ({
  name: "password",
  label,
  type: "password",
  autocomplete: "new-password",
  hint: passwordRules(pool.outputs.auth.password_policy),
});

type Next = SignInOutput["nextStep"];

/** The key that an authenticator app needs. It is kept in memory only, since it is a secret. */
export let appSetup: Extract<Next, { signInStep: "CONTINUE_SIGN_IN_WITH_TOTP_SETUP" }>["totpSetupDetails"] | undefined;

/** Show the next step of a sign-in, as Cognito requests it. */
export async function next(go: Go, username: string, nextStep: Next): Promise<void> {
  switch (nextStep.signInStep) {
    case "DONE":
      // The browser's back button leads to the step before the sign-in, not into its middle.
      return go("account", { notice: "You are signed in." }, { replace: true });
    case "CONFIRM_SIGN_UP": {
      const { destination } = await resendSignUpCode({ username });
      return go("confirm", sent(username, destination));
    }
    case "RESET_PASSWORD":
      return go("forgot", { username, notice: "You need a new password." });
    case "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED":
      return go("new-password", { username, missing: nextStep.missingAttributes });
    case "CONTINUE_SIGN_IN_WITH_MFA_SELECTION":
      return go("choose-factor", { username, factors: nextStep.allowedMFATypes });
    case "CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION":
      return go("set-up-factor", { username, factors: nextStep.allowedMFATypes });
    case "CONTINUE_SIGN_IN_WITH_TOTP_SETUP":
      appSetup = nextStep.totpSetupDetails;
      return go("add-app", { username });
    case "CONTINUE_SIGN_IN_WITH_EMAIL_SETUP":
      return go("add-email", { username });
    case "CONFIRM_SIGN_IN_WITH_TOTP_CODE":
      return go("code", { username, lead: "Enter the code that your authenticator app shows." });
    case "CONFIRM_SIGN_IN_WITH_SMS_CODE":
    case "CONFIRM_SIGN_IN_WITH_EMAIL_CODE":
      return go("code", { username, lead: sentTo(nextStep.codeDeliveryDetails?.destination) });
    default:
      throw new Error(`This page does not support the sign-in step ${nextStep.signInStep}.`);
  }
}
