// `node flows.mjs PAGE CONFIG FLOW POOL NUMBER` runs one flow with Amplify's client, without a
// browser. PAGE: folder with the packages of the client. CONFIG: configuration of the page. NUMBER:
// unique number of the user. It exits with 0, or prints the name and message of the error.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [page, configFile, flow, poolKey, number] = process.argv.slice(2);
const require = createRequire(join(page, "package.json"));
const { Amplify } = require("aws-amplify");
const { parseAmplifyConfig } = require("aws-amplify/utils");
const auth = require("aws-amplify/auth");

const config = JSON.parse(readFileSync(configFile, "utf8"));
const found = parseAmplifyConfig(config.pools[poolKey].outputs);
found.Auth.Cognito.userPoolEndpoint = config.endpoint;
Amplify.configure(found);

const email = `ada${number}@example.org`;
const phone = `+15555551${number}`;
const username = poolKey === "phone" ? phone : email;
let password = "Correct-Horse-7";

/** The latest code for a destination; a target without an outbox accepts any code. */
async function codeTo(destination) {
  const sent = await (await fetch(`${config.outbox}?destination=${encodeURIComponent(destination)}`)).json();
  return sent.at(-1)?.code ?? "123456";
}

async function signUp() {
  const userAttributes = poolKey === "phone" ? {} : { phone_number: phone };
  await auth.signUp({ username, password, options: { userAttributes } });
}

async function confirmed() {
  await signUp();
  await auth.confirmSignUp({ username, confirmationCode: await codeTo(username) });
}

async function signIn(step = "DONE") {
  const { nextStep } = await auth.signIn({ username, password });
  if (nextStep.signInStep !== step) throw new Error(`${nextStep.signInStep} came, not ${step}`);
}

async function finish(challengeResponse) {
  const { nextStep } = await auth.confirmSignIn({ challengeResponse });
  if (nextStep.signInStep !== "DONE") throw new Error(`${nextStep.signInStep} came, not DONE`);
  await auth.getCurrentUser();
}

/** Check that an action fails with an error of this name. */
async function refused(name, act) {
  try {
    await act();
  } catch (error) {
    if (error.name !== name) throw error;
    return;
  }
  throw new Error(`${name} did not come`);
}

/** What an authenticator app shows now (RFC 6238). */
function totp(secret) {
  const bits = [...secret].map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"));
  const key = Buffer.from(bits.join("").match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest.at(-1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, "0");
}

const FLOWS = {
  async "sign-in"() {
    await confirmed();
    await signIn();
    await auth.signOut();
    await refused("UserUnAuthenticatedException", () => auth.getCurrentUser());
  },
  async "wrong-code"() {
    await signUp();
    await refused("CodeMismatchException", () => auth.confirmSignUp({ username, confirmationCode: "000000" }));
  },
  async "wrong-password"() {
    await confirmed();
    password = "Wrong-Horse-7";
    await refused("NotAuthorizedException", () => signIn());
  },
  async "new-password"() {
    await confirmed();
    await auth.resetPassword({ username });
    const newPassword = "Battery-Staple-8";
    await auth.confirmResetPassword({ username, confirmationCode: await codeTo(username), newPassword });
    await refused("NotAuthorizedException", () => signIn());
    password = newPassword;
    await signIn();
  },
  async totp() {
    await confirmed();
    await signIn();
    const { sharedSecret } = await auth.setUpTOTP();
    await auth.verifyTOTPSetup({ code: totp(sharedSecret) });
    await auth.updateMFAPreference({ totp: "PREFERRED" });
    await auth.signOut();
    await signIn("CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    await finish(totp(sharedSecret));
  },
  async sms() {
    await confirmed();
    await signIn();
    await auth.updateMFAPreference({ sms: "PREFERRED" });
    await auth.signOut();
    await signIn("CONFIRM_SIGN_IN_WITH_SMS_CODE");
    await finish(await codeTo(phone));
  },
  async email() {
    await confirmed();
    await signIn();
    await auth.updateMFAPreference({ email: "PREFERRED" });
    await auth.signOut();
    await signIn("CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    await finish(await codeTo(email));
  },
  async required() {
    await confirmed();
    await signIn("CONFIRM_SIGN_IN_WITH_SMS_CODE");
    await finish(await codeTo(phone));
  },
};

try {
  await FLOWS[flow]();
} catch (error) {
  console.log(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
