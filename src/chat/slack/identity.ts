import type { Caller } from "#core/caller.ts";
import type { Body } from "./door.ts";

/** Who we are in Slack, as Slack says it. */
export interface Identity {
  readonly team: string;
  readonly botUser: string;
  readonly botName: string;
  /** Known from the app token in Socket Mode; over HTTP the signature is the app's. */
  readonly app: string | undefined;
}

/** `xapp-1-A0123-…`: the app is its third part. */
export function appOf(appToken: string): string | undefined {
  return /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken)?.[1];
}

/** Why a delivery is not for us, in a sentence; undefined when it is. A shared channel brings people of other teams. */
export function refusal(identity: Identity, body: Body): string | undefined {
  const app = body["api_app_id"];
  if (identity.app !== undefined && typeof app === "string" && app !== identity.app)
    return "This came for another app. Nothing was done.";
  const teams = [body["team_id"], id(body["team"]), team(body["user"]), team(body["event"])];
  const foreign = teams.some((team) => typeof team === "string" && team !== identity.team);
  return foreign ? "This bot belongs to another workspace, so it does nothing for people of yours." : undefined;
}

/** Who asked, by ids. The name is for people to read. */
export function callerOf(body: Body, channel: string): Caller {
  const user = body["user"];
  const event = record(body["event"]);
  return {
    platform: "slack",
    team: text(body["team_id"]) ?? text(id(body["team"])) ?? "",
    user: text(body["user_id"]) ?? text(id(user)) ?? text(event["user"]) ?? "",
    channel,
    groups: [],
    displayName: text(body["user_name"]) ?? text(record(user)["username"]) ?? text(record(user)["name"]) ?? "somebody",
  };
}

function id(thing: unknown): unknown {
  return record(thing)["id"];
}

/** A person's own team; in an event, the team of who wrote it. */
function team(thing: unknown): unknown {
  const { team_id, user_team } = record(thing);
  return user_team ?? team_id;
}

export function record(thing: unknown): Body {
  return typeof thing === "object" && thing !== null ? (thing as Body) : {};
}

export function text(thing: unknown): string | undefined {
  return typeof thing === "string" && thing !== "" ? thing : undefined;
}
