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
import { renderSVG } from "uqr";
import type { Factor, Pool } from "./config";
import { Action, codeField, Form } from "./form";

const FACTORS: Record<Factor, { title: string; needs?: "email" | "phone_number"; text: string }> = {
  TOTP: { title: "Authenticator app", text: "A code from an app on your phone" },
  SMS: { title: "Text message", needs: "phone_number", text: "A code sent to your phone number" },
  EMAIL: { title: "Email", needs: "email", text: "A code sent to your email address" },
};

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

  async function choose(factor: Factor | null) {
    if (factor === "TOTP") {
      setEnrolling(await setUpTOTP());
      return;
    }
    await prefer(pool, factor);
    setPreferred(factor);
  }

  if (enrolling) {
    const address = enrolling.getSetupUri("Example", name).toString();
    return (
      <Form
        title="Add your authenticator app"
        lead={
          <>
            Scan this with the app or enter the key, then enter the code that the app shows.
            <div class="qr" dangerouslySetInnerHTML={{ __html: renderSVG(address, { border: 2 }) }} />
            <code data-secret>{enrolling.sharedSecret}</code>
          </>
        }
        fields={[codeField("Code from the app")]}
        submit="Turn on"
        onSubmit={async ({ code = "" }) => {
          await verifyTOTPSetup({ code });
          await prefer(pool, "TOTP");
          setPreferred("TOTP");
          setEnrolling(undefined);
        }}
      >
        <Action label="Not now" run={() => setEnrolling(undefined)} />
      </Form>
    );
  }

  return (
    <section class="account">
      <h2>You are signed in</h2>
      <p class="lead" data-user>
        {name}
      </p>
      <h3>Second factor</h3>
      <ul class="factors">
        {pool.outputs.auth.mfa_methods.map((factor) => {
          const { title, needs, text } = FACTORS[factor];
          return (
            <li key={factor} class={factor === preferred ? "on" : ""} data-factor={factor}>
              <b>{title}</b>
              <span>{needs && !attributes[needs] ? MISSING[needs] : text}</span>
              {factor === preferred ? (
                <i>On</i>
              ) : (
                (!needs || attributes[needs]) && <Action label="Turn on" run={() => choose(factor)} />
              )}
            </li>
          );
        })}
      </ul>
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
