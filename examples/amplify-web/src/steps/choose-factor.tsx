// A user with several second factors chooses one, or the one to set up.

import { confirmSignIn } from "aws-amplify/auth";
import { FACTORS, type Factor } from "../config";
import { Action } from "../form";
import { Heading } from "../heading";
import { next, type StepProps } from "./step";

export function ChooseFactor({ title, details, go }: StepProps & { title: string }) {
  const { username = "", factors = [] } = details;
  return (
    <section>
      <Heading text={title} />
      <ul class="factors">
        {(factors as Factor[]).map((factor) => (
          <li key={factor} data-factor={factor}>
            <b id={`factor-${factor}`}>{FACTORS[factor].title}</b>
            <span>{FACTORS[factor].text}</span>
            <Action
              label="Choose"
              of={`factor-${factor}`}
              run={async () => {
                const { nextStep } = await confirmSignIn({ challengeResponse: factor });
                await next(go, username, nextStep);
              }}
            />
          </li>
        ))}
      </ul>
      <div class="below">
        <Action label="Start again" run={() => go("sign-in", { username })} />
      </div>
    </section>
  );
}
