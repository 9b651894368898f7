// What a user is told of an error, by the name that Cognito gives it.

const TOLD: Record<string, string> = {
  CodeMismatchException: "That code is not right. Look at the newest message and try again.",
  EnableSoftwareTokenMFAException: "That code is not right. Wait for the next one and try again.",
  ExpiredCodeException: "That code has expired. Ask for a new one.",
  CodeDeliveryFailureException: "We cannot send you a code right now. Please try again later.",
  LimitExceededException: "Too many attempts. Please wait a while and try again.",
  UsernameExistsException: "There is an account of that name already. Sign in instead.",
  UserNotFoundException: "Incorrect username or password.",
};

export interface Told {
  name: string;
  text: string;
}

export function explain(error: unknown): Told {
  const name = error instanceof Error ? error.name : "Error";
  const message = error instanceof Error ? error.message : String(error);
  return { name, text: TOLD[name] ?? message };
}
