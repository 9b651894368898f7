// One message in the outbox, with its sender.

import { Mail } from "./mail";

export interface Message {
  channel: "email" | "sms";
  sender: string;
  destination: string;
  subject: string;
  text: string;
  code: string;
  sent_through: string;
  reply_to: string[];
  at: number;
  html: string;
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

/** Cognito sends its messages as HTML, so a template with markup is shown as it looks. */
const MARKUP = /<\/?[a-z][^<>]*>/i;

export function Sent({ message }: { message: Message }) {
  const mail = message.channel === "email";
  const html = mail && (message.html || (MARKUP.test(message.text) && message.text));
  return (
    <li class={message.channel} data-destination={message.destination}>
      <header>
        <b>{mail ? message.subject : "Text message"}</b>
        <time>{new Date(message.at * 1000).toLocaleTimeString()}</time>
      </header>
      {html ? <Mail html={html} title={message.subject} /> : <p>{message.text}</p>}
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
