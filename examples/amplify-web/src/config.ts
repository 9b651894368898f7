// The configuration that `terraform output -json config` writes, and how the page loads it.

import { Amplify, type ResourcesConfig } from "aws-amplify";
import { parseAmplifyConfig } from "aws-amplify/utils";

export type Factor = "TOTP" | "SMS" | "EMAIL";

export const FACTORS: Record<Factor, { title: string; needs?: "email" | "phone_number"; text: string }> = {
  TOTP: { title: "Authenticator app", text: "A code from an app on your phone" },
  SMS: { title: "Text message", needs: "phone_number", text: "A code sent to your phone number" },
  EMAIL: { title: "Email", needs: "email", text: "A code sent to your email address" },
};

export interface Pool {
  label: string;
  outputs: {
    auth: {
      user_pool_client_id: string;
      username_attributes?: string[];
      mfa_configuration: "NONE" | "OPTIONAL" | "REQUIRED";
      mfa_methods: Factor[];
      /** How users can sign in without a password, if the pool lets them. */
      passwordless?: { email_otp_enabled?: boolean; sms_otp_enabled?: boolean; web_authn?: object };
      password_policy: {
        min_length: number;
        require_lowercase: boolean;
        require_uppercase: boolean;
        require_numbers: boolean;
        require_symbols: boolean;
      };
    };
  };
}

export interface Config {
  pools: Record<string, Pool>;
  /** Endpoint of Cognito, if it is not that of AWS. */
  endpoint?: string;
  /** URL of the sent messages, if the page can read them. */
  outbox?: string;
}

export async function load(): Promise<Config> {
  const response = await fetch("config.json");
  if (!response.ok || !response.headers.get("content-type")?.includes("json")) {
    throw new Error(
      "config.json does not exist. Create it with: terraform output -json config >public/config.json",
    );
  }
  return response.json();
}

/** Configure Amplify for this pool. */
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
