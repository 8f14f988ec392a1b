/** What each method needs, from Slack's reference; empty for those that need nothing. */
const SCOPES: Readonly<Record<string, string>> = {
  "auth.test": "",
  "apps.connections.open": "",
  "views.open": "",
  "views.update": "",
  "views.publish": "",
  "chat.postMessage": "chat:write",
  "chat.postEphemeral": "chat:write",
  "chat.update": "chat:write",
  "files.getUploadURLExternal": "files:write",
  "files.completeUploadExternal": "files:write",
  "usergroups.users.list": "usergroups:read",
};

/** The scope that a call of this method lacks. A method that is not in the table lacks one that nobody can be given. */
export function lacks(method: string, granted: readonly string[]): string | undefined {
  const needed = SCOPES[method] ?? `a scope for ${method}`;
  return needed === "" || granted.includes(needed) ? undefined : needed;
}
