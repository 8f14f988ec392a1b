import { channelId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Hosts } from "#core/host.ts";

interface Parts {
  readonly hosts: Hosts;
  readonly channelHost?: (channel: string) => string | undefined;
}

/** The parts as this caller's channel has them: what is asked of no host in particular is asked of the channel's. */
export function inChannel<P extends Parts>(parts: P, caller: Caller): P & { readonly usualHost: string | undefined } {
  const { hosts } = parts;
  const usualHost = parts.channelHost?.(channelId(caller));
  return { ...parts, usualHost, hosts: { all: hosts.all, find: (name) => hosts.find(name ?? usualHost) } };
}
