// Asks for a new code: once, and again only when a countdown has ended.

import { useEffect, useState } from "preact/hooks";
import { Action } from "./form";

const SECONDS = 30;

export function NewCode({ sentAt = 0, send }: { sentAt?: number; send: () => Promise<void> }) {
  const left = () => Math.min(SECONDS, Math.ceil(SECONDS - (Date.now() - sentAt) / 1000));
  const [wait, setWait] = useState(left);

  useEffect(() => {
    setWait(left());
    const timer = setInterval(() => setWait(left()), 250);
    return () => clearInterval(timer);
  }, [sentAt]);

  if (wait > 0) return <span class="wait">New code in {wait} s</span>;
  return <Action label="Send a new code" run={send} />;
}
