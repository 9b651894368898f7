// Where the user is: a pool and a step. The address of the page has both, so that refresh and the
// browser's back button keep them. What belongs to the step, such as the name of the user, is in the
// history entry and not in the address, which users may share.

import { useEffect, useRef, useState } from "preact/hooks";

export const STEPS = [
  "sign-in",
  "sign-up",
  "confirm",
  "forgot",
  "reset",
  "code",
  "new-password",
  "choose-factor",
  "set-up-factor",
  "add-app",
  "add-email",
  "account",
] as const;
export type Step = (typeof STEPS)[number];

export interface Details {
  username?: string;
  /** Where a code was sent to. */
  to?: string;
  /** When a code was sent, in milliseconds since the epoch. */
  sentAt?: number;
  /** What to tell the user about the step before. */
  notice?: string;
  lead?: string;
  factors?: string[];
  /** Required attributes that an invited user does not have yet. */
  missing?: string[];
}

export interface Place {
  pool: string;
  step: Step;
  details: Details;
  /** Differs each time that the user comes to a step. */
  visit: number;
}

/** Show a step. It does nothing if the user has left the step from which it is called. */
export type Go = (step: Step, details?: Details, how?: { replace: boolean }) => void;

const addressOf = (pool: string, step: Step): string => (step === "sign-in" ? `#${pool}` : `#${pool}/${step}`);

let visits = 0;

function read(pools: string[]): Place {
  const [pool = "", name = ""] = location.hash.slice(1).split("/");
  return {
    pool: pools.includes(pool) ? pool : pools[0]!,
    step: STEPS.find((step) => step === name) ?? "sign-in",
    details: (history.state as Details | null) ?? {},
    visit: ++visits,
  };
}

/** Keep details of the current step for refresh and back, without showing anything. */
export function keep(details: Details): void {
  history.replaceState({ ...history.state, ...details }, "");
}

export function usePlace(pools: string[]): [Place, Go] {
  const [place, show] = useState(() => read(pools));
  const visit = useRef(place.visit);

  function move(to: Place): void {
    visit.current = to.visit;
    show(to);
  }

  useEffect(() => {
    const moved = () => {
      const to = read(pools);
      // Amplify has one configuration. After a change of it, the answer to a call that is still under
      // way would be stored for the wrong pool. A reload ends the call.
      if (to.pool !== place.pool) location.reload();
      else move(to);
    };
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, [place.pool]);

  const go: Go = (step, details = {}, how) => {
    if (visit.current !== place.visit) return;
    // A step that is shown again, such as with a new code, stays the same entry and the same visit.
    const same = step === place.step;
    const save = same || how?.replace ? "replaceState" : "pushState";
    history[save](details, "", addressOf(place.pool, step));
    move(same ? { ...place, details } : read(pools));
  };
  return [place, go];
}
