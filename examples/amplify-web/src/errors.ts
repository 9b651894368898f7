// The message that a user sees for an error, by its name in Cognito.

const MESSAGES: Record<string, string> = {
  CodeMismatchException: "This code is not correct. Use the code from the latest message.",
  EnableSoftwareTokenMFAException: "This code is not correct. Wait for the next code and try again.",
  ExpiredCodeException: "This code has expired. Request a new one.",
  CodeDeliveryFailureException: "We cannot send you a code right now. Please try again later.",
  LimitExceededException: "Too many attempts. Please wait a while and try again.",
  UsernameExistsException: "An account with this name already exists. Sign in instead.",
  UserNotFoundException: "Incorrect username or password.",
};

export interface Problem {
  name: string;
  text: string;
}

export function explain(error: unknown): Problem {
  const name = error instanceof Error ? error.name : "Error";
  const message = error instanceof Error ? error.message : String(error);
  return { name, text: MESSAGES[name] ?? message };
}
