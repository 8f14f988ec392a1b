/** What the app asks a workspace for, each with its reason; the manifest, the check at start and the page come from this. */
export const scopes: readonly {
  readonly name: string;
  readonly why: string;
  /** The bot does not start without it. */
  readonly needed: boolean;
}[] = [
  { name: "commands", why: "slash commands and shortcuts", needed: true },
  { name: "chat:write", why: "answers, progress and warnings", needed: true },
  { name: "files:write", why: "long logs, long tables and charts as files", needed: true },
];

/** Only where the settings give a role to a user group. */
export const userGroupScope = {
  name: "usergroups:read",
  why: "who is in a user group that has a role",
};

/** Only with mentions switched on in the manifest. */
export const mentionScope = {
  name: "app_mentions:read",
  why: "lines that begin with a mention of the bot, in threads",
};
