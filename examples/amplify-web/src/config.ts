// What Terraform made, as `terraform output -json config` writes it, and where to find it.

import { Amplify, type ResourcesConfig } from "aws-amplify";
import { parseAmplifyConfig } from "aws-amplify/utils";

export type Factor = "TOTP" | "SMS" | "EMAIL";

export interface Pool {
  label: string;
  outputs: {
    auth: {
      user_pool_client_id: string;
      username_attributes?: string[];
      mfa_configuration: "NONE" | "OPTIONAL" | "REQUIRED";
      mfa_methods: Factor[];
      password_policy: { min_length: number };
    };
  };
}

export interface Config {
  pools: Record<string, Pool>;
  /** Where Cognito answers, if that is not AWS. */
  endpoint?: string;
  /** Where the messages that were sent can be read, if they can. */
  outbox?: string;
}

export async function load(): Promise<Config> {
  const response = await fetch("config.json");
  if (!response.ok || !response.headers.get("content-type")?.includes("json")) {
    throw new Error(
      "There is no config.json. Write it with: terraform output -json config >public/config.json",
    );
  }
  return response.json();
}

/** Let Amplify speak to this pool from now on. */
export function use(config: Config, pool: Pool): void {
  const found = parseAmplifyConfig(pool.outputs) as ResourcesConfig;
  const cognito = found.Auth!.Cognito;
  Amplify.configure({
    ...found,
    Auth: { Cognito: { ...cognito, userPoolEndpoint: config.endpoint } } as ResourcesConfig["Auth"],
  });
}

export const byPhone = (pool: Pool): boolean =>
  pool.outputs.auth.username_attributes?.includes("phone_number") ?? false;
