import { hostname, userInfo } from "node:os";
import type { Caller } from "#core/caller.ts";

/** The operating system's user. The uid is the id, because a name can be given to somebody else; Windows has no uid. */
export function terminalCaller(): Caller {
  const { id, name } = whoami();
  return { platform: "terminal", team: hostname(), user: id, channel: "terminal", groups: [], displayName: name };
}

function whoami(): { id: string; name: string } {
  const uid = process.getuid?.();
  try {
    const { username } = userInfo();
    return { id: uid === undefined ? username : String(uid), name: username };
  } catch {
    // `docker run --user 1234`: a uid without a line in /etc/passwd, for which userInfo() throws ENOENT.
    return { id: String(uid), name: `uid ${uid}` };
  }
}
