import { render } from "preact";
import { load, use, type Config } from "./config";
import { Flow } from "./flow";
import { Outbox } from "./outbox";
import { usePlace } from "./place";
import { useSignedIn } from "./signed-in";
import "./style.css";

function Page({ config }: { config: Config }) {
  const keys = Object.keys(config.pools);
  const [place, go] = usePlace(keys);
  const pool = config.pools[place.pool]!;
  const user = useSignedIn();

  return (
    <>
      <header class="bar">
        <h1>Example</h1>
        <nav aria-label="User pool">
          {keys.map((one) => (
            <a key={one} href={`#${one}`} aria-current={one === place.pool ? "page" : undefined}>
              {config.pools[one]!.label}
            </a>
          ))}
        </nav>
        <p class="who" data-who>
          {user ? `Signed in as ${user}` : user === null ? "Not signed in" : ""}
        </p>
      </header>
      <main class={config.outbox ? "wide" : ""}>
        <div class="card">
          {/* Always on the page, so that screen readers read a text that appears in it. */}
          <p role="status" class="notice">
            {place.details.notice}
          </p>
          {user === undefined ? <p class="lead">One moment …</p> : <Flow key={place.visit} {...{ pool, place, go, user }} />}
        </div>
        {config.outbox && <Outbox address={config.outbox} />}
      </main>
    </>
  );
}

const root = document.getElementById("page")!;
load().then(
  (config) => {
    const key = location.hash.slice(1).split("/")[0]!;
    // A change of the pool loads the page again, so that Amplify is configured once.
    use(config, config.pools[key] ?? Object.values(config.pools)[0]!);
    render(<Page config={config} />, root);
  },
  (error) => render(<p role="alert">{String(error.message ?? error)}</p>, root),
);
