// The messages that the pools have sent, with their senders. Only in development.

import { useEffect, useState } from "preact/hooks";
import { Action } from "./form";
import { Sent, type Message } from "./sent";

const AT_A_TIME = 50;

/** All messages, the newest first; undefined while the outbox does not respond. */
function useMessages(address: string): Message[] | undefined {
  const [messages, setMessages] = useState<Message[]>([]);
  const [lost, setLost] = useState(false);

  useEffect(() => {
    let timer: number;
    const stop = new AbortController();
    async function look() {
      try {
        const response = await fetch(address, { signal: stop.signal });
        setMessages((await response.json()).reverse());
        setLost(false);
      } catch {
        setLost(true);
      }
      if (!stop.signal.aborted) timer = window.setTimeout(look, 1000);
    }
    look();
    return () => {
      stop.abort();
      window.clearTimeout(timer);
    };
  }, [address]);

  return lost ? undefined : messages;
}

export function Outbox({ address }: { address: string }) {
  const messages = useMessages(address);
  const [filter, setFilter] = useState("");
  const [limit, setLimit] = useState(AT_A_TIME);
  const [copied, setCopied] = useState("");

  const wanted = filter.trim().toLowerCase();
  const found = (messages ?? []).filter((one) => one.destination.toLowerCase().includes(wanted));
  const code = found.find((one) => one.code)?.code;

  return (
    <aside aria-label="Outbox">
      <h2>
        Outbox <small>messages that the pools have sent</small>
      </h2>
      <div class="tools">
        <label for="to">Sent to</label>
        <input
          id="to"
          type="search"
          placeholder="part of an address or number"
          value={filter}
          onInput={(event) => {
            setFilter(event.currentTarget.value);
            setLimit(AT_A_TIME);
          }}
        />
        {code && (
          <Action
            label="Copy the newest code"
            run={async () => {
              await navigator.clipboard.writeText(code);
              setCopied(`${code} is copied.`);
            }}
          />
        )}
        <p role="status" class="notice">
          {copied}
        </p>
      </div>
      {!messages && <p role="alert">The outbox does not respond.</p>}
      {messages?.length === 0 && <p class="empty">No messages yet. Sign up, and your code appears here.</p>}
      {messages && messages.length > 0 && found.length === 0 && <p class="empty">No message to this address.</p>}
      <ol>
        {found.slice(0, limit).map((message) => (
          <Sent key={`${message.at} ${message.destination} ${message.code}`} message={message} />
        ))}
      </ol>
      {found.length > limit && (
        <Action
          label={`Show ${Math.min(AT_A_TIME, found.length - limit)} older messages`}
          run={() => setLimit(limit + AT_A_TIME)}
        />
      )}
    </aside>
  );
}
