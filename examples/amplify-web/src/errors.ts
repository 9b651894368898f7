// The message that a user sees for an error, by its name in Cognito.

import { FieldError } from "./input";

const MESSAGES: Record<string, string> = {
  CodeMismatchException: "This code is not correct. Use the code from the latest message.",
  EnableSoftwareTokenMFAException: "This code is not correct. Wait for the next code and try again.",
  ExpiredCodeException: "This code has expired. Request a new one.",
  CodeDeliveryFailureException: "We cannot send you a code right now. Please try again later.",
  LimitExceededException: "Too many attempts. Please wait a while and try again.",
  NetworkError: "The service does not respond. Check your connection and try again.",
  PasskeyAlreadyExists: "This device already has a passkey for your account.",
  PasskeyAuthenticationCanceled: "The sign-in with a passkey was cancelled, or this device has no passkey for you.",
  PasskeyNotSupported: "This browser does not support passkeys. Sign in in another way.",
  PasskeyRegistrationCanceled: "No passkey was added.",
  SignInException: "This sign-in has ended. Start again.",
  TooManyRequestsException: "Too many people are signing in right now. Please try again in a moment.",
  UserAlreadyAuthenticatedException: "Somebody is already signed in. Sign out first.",
  UsernameExistsException: "An account with this name already exists. Sign in instead.",
  UserNotFoundException: "Incorrect username or password.",
};

export interface Problem {
  name: string;
  text: string;
  /** The field to correct, if the error is about one. */
  field?: string;
}

export function explain(error: unknown): Problem {
  if (error instanceof FieldError) return { name: error.name, text: error.message, field: error.field };
  const name = error instanceof Error ? error.name : "Error";
  const message = error instanceof Error ? error.message : String(error);
  return { name, text: MESSAGES[name] ?? message };
}
