import { render } from "preact";
import { useState } from "preact/hooks";
import { load, use, type Config } from "./config";
import { Flow } from "./flow";
import { Outbox } from "./outbox";
import "./style.css";

function Page({ config }: { config: Config }) {
  const keys = Object.keys(config.pools);
  // The URL contains the pool, so that users can share it.
  const [key, setKey] = useState(keys.find((one) => `#${one}` === location.hash) ?? keys[0]!);
  const pool = config.pools[key]!;
  use(config, pool);

  return (
    <>
      <header class="bar">
        <h1>Example</h1>
        <nav aria-label="User pool">
          {keys.map((one) => (
            <a
              key={one}
              href={`#${one}`}
              aria-current={one === key ? "page" : undefined}
              onClick={() => setKey(one)}
            >
              {config.pools[one]!.label}
            </a>
          ))}
        </nav>
      </header>
      <main class={config.outbox ? "wide" : ""}>
        <div class="card">
          <Flow key={key} pool={pool} />
        </div>
        {config.outbox && <Outbox address={config.outbox} />}
      </main>
    </>
  );
}

const root = document.getElementById("page")!;
load().then(
  (config) => render(<Page config={config} />, root),
  (error) => render(<p role="alert">{String(error.message ?? error)}</p>, root),
);
