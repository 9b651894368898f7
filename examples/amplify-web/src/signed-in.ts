// Who is signed in to a pool. It follows what other tabs of the browser do.

import { getCurrentUser } from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";
import { useEffect, useState } from "preact/hooks";

export const isSignedIn = (): Promise<boolean> =>
  getCurrentUser().then(
    () => true,
    () => false,
  );

/** The name with which the user signed in; null if nobody is signed in; undefined until it is known. */
export function useSignedIn(): string | null | undefined {
  const [name, setName] = useState<string | null>();

  useEffect(() => {
    const look = () =>
      getCurrentUser().then(
        (user) => setName(user.signInDetails?.loginId ?? user.username),
        () => setName(null),
      );
    look();
    const stop = Hub.listen("auth", look);
    // The browser tells a tab what other tabs have changed.
    addEventListener("storage", look);
    return () => {
      stop();
      removeEventListener("storage", look);
    };
  }, []);

  return name;
}
