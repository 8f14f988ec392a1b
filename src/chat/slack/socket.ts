import type { Dispatcher } from "undici";
import { NotSlack } from "./egress.ts";
import type { Egress } from "./egress.ts";
import type { Sdk } from "./sdk.ts";

/** The way a websocket takes out: to Slack only, and with a connection that can be cut when the other side is silent. */
export interface Socket {
  readonly dispatcher: Dispatcher;
  destroy(): Promise<void>;
}

export function openSocket({ undici }: Sdk, egress: Egress): Socket {
  const sockets = new Set<{ destroy(): unknown }>();
  // undici 8 would speak HTTP/2, over which a websocket has no connection of its own.
  const connect = undici.buildConnector({ allowH2: false });
  const agent = new undici.Agent({
    connect(options, done) {
      if (!egress.allows(options.hostname)) {
        done(new NotSlack(options.hostname), null);
        return;
      }
      connect(options, (...result) => {
        if (result[1]) sockets.add(result[1]);
        done(...result);
      });
    },
  });
  return {
    dispatcher: agent,
    async destroy() {
      for (const socket of sockets) socket.destroy();
      await agent.destroy();
    },
  };
}
