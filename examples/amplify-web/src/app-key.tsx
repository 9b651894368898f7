// The key of an authenticator app, to scan or to type.

import type { SetUpTOTPOutput } from "aws-amplify/auth";
import { renderSVG } from "uqr";

export function AppKey({ setup, name }: { setup: SetUpTOTPOutput; name: string }) {
  const address = setup.getSetupUri("Example", name).toString();
  return (
    <>
      Scan this with the app or enter the key, then enter the code that the app shows.
      <div class="qr" role="img" aria-label="QR code of the key" dangerouslySetInnerHTML={{ __html: renderSVG(address, { border: 2 }) }} />
      <code data-secret>{setup.sharedSecret}</code>
    </>
  );
}
