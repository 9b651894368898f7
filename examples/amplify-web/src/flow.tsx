// Shows the step where the user is.

import { useEffect } from "preact/hooks";
import { Account } from "./account";
import type { Pool } from "./config";
import type { Go, Place } from "./place";
import { isSignedIn } from "./signed-in";
import { AddApp } from "./steps/add-app";
import { AddEmail } from "./steps/add-email";
import { ChooseFactor } from "./steps/choose-factor";
import { Code } from "./steps/code";
import { Confirm } from "./steps/confirm";
import { Forgot } from "./steps/forgot";
import { NewPassword } from "./steps/new-password";
import { Reset } from "./steps/reset";
import { SignIn } from "./steps/sign-in";
import { SignUp } from "./steps/sign-up";

/** The steps that a user can open by their address alone; the others follow from one of these. */
const OPEN = ["sign-in", "sign-up", "forgot", "account"];

interface Props {
  pool: Pool;
  place: Place;
  go: Go;
  /** Who is signed in: null if nobody is. */
  user: string | null;
}

export function Flow({ pool, place, go, user }: Props) {
  const { step, details } = place;
  const elsewhere =
    user && step === "sign-in"
      ? "account"
      : (!user && step === "account") || (!OPEN.includes(step) && !details.username)
        ? "sign-in"
        : undefined;

  useEffect(() => {
    if (!elsewhere) return;
    // `user` may be that of a moment ago: a sign-in or sign-out that has just ended is not in it yet.
    isSignedIn().then((signedIn) => {
      if (signedIn !== (elsewhere === "account") && OPEN.includes(step)) return;
      const notice = step === "account" ? "You are signed out." : details.notice;
      go(elsewhere, { notice }, { replace: true });
    });
  }, [elsewhere, place.visit]);

  if (elsewhere) return <p class="lead">One moment …</p>;

  const props = { pool, details, go };
  switch (step) {
    case "sign-in":
      return <SignIn {...props} />;
    case "sign-up":
      return <SignUp {...props} />;
    case "confirm":
      return <Confirm {...props} />;
    case "forgot":
      return <Forgot {...props} />;
    case "reset":
      return <Reset {...props} />;
    case "code":
      return <Code {...props} />;
    case "new-password":
      return <NewPassword {...props} />;
    case "choose-factor":
      return <ChooseFactor {...props} title="Choose your second factor" />;
    case "set-up-factor":
      return <ChooseFactor {...props} title="Set up a second factor" />;
    case "add-app":
      return <AddApp {...props} />;
    case "add-email":
      return <AddEmail {...props} />;
    case "account":
      return <Account key={user!} pool={pool} onSignedOut={() => go("sign-in", { notice: "You are signed out." })} />;
  }
}
