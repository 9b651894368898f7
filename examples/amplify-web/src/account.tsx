// The page of a signed-in user: the account and the second factor.

import {
  fetchMFAPreference,
  fetchUserAttributes,
  setUpTOTP,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
  type FetchUserAttributesOutput,
  type SetUpTOTPOutput,
} from "aws-amplify/auth";
import { useEffect, useState } from "preact/hooks";
import { AppKey } from "./app-key";
import { FACTORS, type Factor, type Pool } from "./config";
import { codeField } from "./field";
import { Action, Form } from "./form";
import { Heading } from "./heading";
import { Passkeys } from "./passkeys";

const MISSING = {
  email: "Add an email address to your account to use this",
  phone_number: "Add a phone number to your account to use this",
};

/** Make one factor the preferred second factor and turn the others off; turn all off if it is `null`. */
async function prefer(pool: Pool, factor: Factor | null): Promise<void> {
  const settings = pool.outputs.auth.mfa_methods.map((one) => [
    one.toLowerCase(),
    one === factor ? "PREFERRED" : "DISABLED",
  ]);
  await updateMFAPreference(Object.fromEntries(settings));
}

export function Account({ pool, onSignedOut }: { pool: Pool; onSignedOut: () => void }) {
  const [attributes, setAttributes] = useState<FetchUserAttributesOutput>();
  const [preferred, setPreferred] = useState<Factor | null>(null);
  const [changed, setChanged] = useState("");
  const [enrolling, setEnrolling] = useState<SetUpTOTPOutput>();

  useEffect(() => {
    Promise.all([fetchUserAttributes(), fetchMFAPreference()]).then(
      ([found, mfa]) => {
        setAttributes(found);
        setPreferred((mfa.preferred as Factor | undefined) ?? null);
      },
      // The pool no longer accepts the tokens: sign out.
      () => onSignedOut(),
    );
  }, [pool]);

  if (!attributes) return <p class="lead">One moment …</p>;
  const name = attributes.email ?? attributes.phone_number ?? "you";

  function turned(factor: Factor | null) {
    setPreferred(factor);
    setChanged(factor ? `${FACTORS[factor].title} is on.` : "The second factor is off.");
  }

  async function choose(factor: Factor | null) {
    if (factor === "TOTP") {
      setEnrolling(await setUpTOTP());
      return;
    }
    await prefer(pool, factor);
    turned(factor);
  }

  if (enrolling) {
    return (
      <Form
        title="Add your authenticator app"
        lead={<AppKey setup={enrolling} name={name} />}
        fields={[codeField("Code from the app")]}
        submit="Turn on"
        onSubmit={async ({ code = "" }) => {
          await verifyTOTPSetup({ code });
          await prefer(pool, "TOTP");
          turned("TOTP");
          setEnrolling(undefined);
        }}
      >
        <Action label="Not now" run={() => setEnrolling(undefined)} />
      </Form>
    );
  }

  return (
    <section class="account">
      <Heading text="You are signed in" />
      <p class="lead" data-user>
        {name}
      </p>
      <h3>Second factor</h3>
      <p role="status" class="notice">
        {changed}
      </p>
      <ul class="factors">
        {pool.outputs.auth.mfa_methods.map((factor) => {
          const { title, needs, text } = FACTORS[factor];
          return (
            <li key={factor} class={factor === preferred ? "on" : ""} data-factor={factor}>
              <b id={`factor-${factor}`}>{title}</b>
              <span>{needs && !attributes[needs] ? MISSING[needs] : text}</span>
              {factor === preferred ? (
                <i>On</i>
              ) : (
                (!needs || attributes[needs]) && <Action label="Turn on" of={`factor-${factor}`} run={() => choose(factor)} />
              )}
            </li>
          );
        })}
      </ul>
      {pool.outputs.auth.passwordless?.web_authn && <Passkeys />}
      <div class="below">
        {preferred && pool.outputs.auth.mfa_configuration === "OPTIONAL" && (
          <Action label="Turn the second factor off" run={() => choose(null)} />
        )}
        <Action
          label="Sign out"
          run={async () => {
            await signOut();
            onSignedOut();
          }}
        />
      </div>
    </section>
  );
}
