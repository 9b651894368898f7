// The passkeys of the signed-in user, with which they can sign in without a password.

import {
  associateWebAuthnCredential,
  deleteWebAuthnCredential,
  listWebAuthnCredentials,
  type AuthWebAuthnCredential,
} from "aws-amplify/auth";
import { useEffect, useState } from "preact/hooks";
import { explain } from "./errors";
import { Action } from "./form";

export function Passkeys() {
  const [passkeys, setPasskeys] = useState<AuthWebAuthnCredential[]>([]);
  const [notice, setNotice] = useState("");

  const look = () => listWebAuthnCredentials().then((found) => setPasskeys(found.credentials));

  useEffect(() => {
    look().catch((error) => setNotice(explain(error).text));
  }, []);

  return (
    <>
      <h3>Passkeys</h3>
      <p role="status" class="notice">
        {notice}
      </p>
      <ul class="factors">
        {passkeys.map(({ credentialId = "", friendlyCredentialName, createdAt }) => (
          <li key={credentialId} data-passkey={credentialId}>
            <b id={`passkey-${credentialId}`}>{friendlyCredentialName ?? "Passkey"}</b>
            <span>{createdAt && `Added on ${createdAt.toLocaleDateString()}`}</span>
            <Action
              label="Remove"
              of={`passkey-${credentialId}`}
              run={async () => {
                await deleteWebAuthnCredential({ credentialId });
                await look();
                setNotice("The passkey is removed.");
              }}
            />
          </li>
        ))}
      </ul>
      <Action
        label="Add a passkey"
        run={async () => {
          await associateWebAuthnCredential();
          await look();
          setNotice("The passkey is added. You can sign in with it.");
        }}
      />
    </>
  );
}
