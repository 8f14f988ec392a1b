import type * as Bolt from "@slack/bolt";
import type * as Undici from "undici";

/** What is loaded only when Slack is configured: Bolt takes a noticeable part of a second. */
export interface Sdk {
  readonly bolt: typeof Bolt;
  readonly undici: typeof Undici;
}

export async function loadSdk(): Promise<Sdk> {
  const [bolt, undici] = await Promise.all([import("@slack/bolt"), import("undici")]);
  return { bolt, undici };
}
