// What users type: phone numbers and passwords, checked before they are sent.

import type { Pool } from "./config";

/** A mistake in one field, which the user can correct. */
export class FieldError extends Error {
  constructor(
    readonly field: string,
    name: string,
    text: string,
  ) {
    super(text);
    this.name = name;
  }
}

export const PHONE_EXAMPLE = "With + and the country code, such as +1 555 555 0100 or +49 30 901820";

/**
 * A phone number as Cognito takes it: +, the country code and the number, without spaces (E.164).
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function phoneNumber(typed: string, field: string): string {
  const number = typed.replace(/[\s().\/-]/g, "").replace(/^00/, "+");
  if (/^\+[1-9]\d{6,14}$/.test(number)) return number;
  const text = number.startsWith("+")
    ? "This is not a whole phone number. Write the country code and the number, such as +1 555 555 0100."
    : "The country code is missing. Start with +, such as +1 555 555 0100.";
  throw new FieldError(field, "InvalidPhoneNumber", text);
}

type Policy = Pool["outputs"]["auth"]["password_policy"];

// The symbols are those of
// https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

const PARTS: { rule: keyof Policy; words: string; found: RegExp }[] = [
  { rule: "require_uppercase", words: "an uppercase letter", found: /[A-Z]/ },
  { rule: "require_lowercase", words: "a lowercase letter", found: /[a-z]/ },
  { rule: "require_numbers", words: "a number", found: /[0-9]/ },
  { rule: "require_symbols", words: "a symbol such as ! or -", found: SYMBOL },
];

/** Words in one list: "a, b and c". */
function list(words: string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The rules for passwords in words. */
export function passwordRules(policy: Policy): string {
  const parts = PARTS.filter(({ rule }) => policy[rule]).map(({ words }) => words);
  const length = `At least ${policy.min_length} characters`;
  return parts.length ? `${length}, with ${list(parts)}` : length;
}

/** Check a new password, and say in words what it lacks. */
export function newPassword(policy: Policy, password: string): string {
  const lacks = PARTS.filter(({ rule, found }) => policy[rule] && !found.test(password)).map(({ words }) => words);
  if (password.length < policy.min_length) lacks.unshift(`at least ${policy.min_length} characters`);
  if (lacks.length === 0) return password;
  throw new FieldError("password", "InvalidPasswordException", `The password needs ${list(lacks)}.`);
}
