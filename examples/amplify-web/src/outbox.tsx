// The messages that the pools have sent, with their senders. Only in development.

import { useEffect, useState } from "preact/hooks";

interface Message {
  channel: "email" | "sms";
  sender: string;
  destination: string;
  subject: string;
  text: string;
  code: string;
  sent_through: string;
  reply_to: string[];
  at: number;
}

function fill(code: string): void {
  const field = document.querySelector<HTMLInputElement>("input[name=code]");
  if (field) {
    field.value = code;
    field.focus();
  }
}

/** The part of an ARN that identifies the sender: `identity/example.com` or `role/name`. */
const short = (arn: string): string => arn.split(":").slice(5).join(":");

function Sent({ message }: { message: Message }) {
  const mail = message.channel === "email";
  return (
    <li class={message.channel} data-destination={message.destination}>
      <header>
        <b>{mail ? message.subject : "Text message"}</b>
        <time>{new Date(message.at * 1000).toLocaleTimeString()}</time>
      </header>
      <p>{message.text}</p>
      {message.code && (
        <button type="button" class="code" title="Copy it into the form" onClick={() => fill(message.code)}>
          {message.code}
        </button>
      )}
      <dl>
        {mail && (
          <>
            <dt>From</dt>
            <dd class="from">{message.sender}</dd>
          </>
        )}
        <dt>To</dt>
        <dd>{message.destination}</dd>
        {message.reply_to.length > 0 && (
          <>
            <dt>Reply to</dt>
            <dd>{message.reply_to.join(", ")}</dd>
          </>
        )}
        <dt>{mail ? "Sent by SES as" : "Sent by SNS as"}</dt>
        <dd title={message.sent_through}>
          {message.sent_through ? short(message.sent_through) : "Cognito's own sender"}
        </dd>
      </dl>
    </li>
  );
}

export function Outbox({ address }: { address: string }) {
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

  return (
    <aside aria-label="Outbox">
      <h2>
        Outbox <small>messages that the pools have sent</small>
      </h2>
      {lost && <p role="alert">The outbox does not respond.</p>}
      {messages.length === 0 && !lost && <p class="empty">No messages yet. Sign up, and your code appears here.</p>}
      <ol>
        {messages.map((message) => (
          <Sent key={`${message.at} ${message.destination} ${message.code}`} message={message} />
        ))}
      </ol>
    </aside>
  );
}
