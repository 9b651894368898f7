// The heading of a step. The title of the window tells the step, and the focus moves with it.

import { useEffect, useRef } from "preact/hooks";

let first = true;

export function Heading({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${text} · Example`;
    // When the page opens, the browser decides where the focus is.
    if (!first) heading.current?.focus();
    first = false;
  }, [text]);

  return (
    <h2 ref={heading} tabIndex={-1}>
      {text}
    </h2>
  );
}
