// An HTML mail as it looks. Anybody may have written it, so it runs no script and loads nothing.

/** Only styles and images inside the mail. A browser keeps to this policy once it has read it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const HEAD =
  '<!doctype html><meta charset="utf-8">' +
  `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
  '<meta http-equiv="x-dns-prefetch-control" content="off">' +
  '<meta name="referrer" content="no-referrer">' +
  "<style>body { background: #fff; color: #111; font: 16px/1.5 sans-serif; overflow-wrap: anywhere }</style>";

export function Mail({ html, title }: { html: string; title: string }) {
  // An empty `sandbox` allows nothing: no scripts, no forms, no popups, and an origin of its own.
  // A key for the mail, because a change of `srcdoc` would add to the history of the browser.
  return <iframe key={html} class="mail" sandbox="" srcdoc={HEAD + html} title={`Mail: ${title}`} />;
}
