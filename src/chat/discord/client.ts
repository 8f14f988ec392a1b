import { Client, GatewayDispatchEvents, GatewayIntentBits, SimpleShardingStrategy } from "discord.js";
import type { ClientOptions } from "discord.js";
import type { Health } from "../health.ts";
import type { Egress } from "./egress.ts";
import { fatalClose } from "./fatal.ts";
import { Patience } from "./patience.ts";
import type { Problem } from "#core/problem.ts";

export interface ClientParts {
  readonly apiUrl: string;
  readonly egress: Egress;
  /** What arrived, as Discord sent it. */
  readonly onInteraction: (data: unknown) => void;
  /** Discord will not have us back: the token was revoked, or the settings are wrong. */
  readonly onFatal: (problem: Problem) => void;
  readonly onTrouble: (message: string) => void;
  /** Too many starts today: it waits so many milliseconds before it connects. */
  readonly onWait: (ms: number) => void;
}

/** The connection to Discord's gateway. discord.js keeps it; what comes in is taken before it is made into anything. */
export class Gateway {
  readonly client: Client;
  readonly #parts: ClientParts;
  readonly #patience: Patience;
  #state: Health = { state: "down", detail: "connecting" };
  #ready = Promise.withResolvers<void>();

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#patience = new Patience(parts);
    // discord.js takes the token and the number of shards from the environment where nothing is said.
    this.client = new Client({ ...optionsFor(parts, this.#patience), shards: [0], shardCount: 1 });
    this.client.token = null;
    this.#listen();
  }

  get health(): Health {
    return this.#state;
  }

  /** Resolves when Discord has greeted us. Rejects where it refuses; waits as long as it cannot be reached. */
  async connect(token: string): Promise<void> {
    await this.client.login(token);
    await this.#ready.promise;
  }

  /** Closes the connection; does not wait for a peer that never says goodbye, which would take half a minute. */
  async close(mostMs: number): Promise<void> {
    this.#state = { state: "down", detail: "stopping" };
    this.#patience.close();
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, mostMs);
    await Promise.race([this.client.destroy().catch(() => undefined), over.promise]);
    clearTimeout(timer);
  }

  #listen(): void {
    const { onInteraction, onFatal, onTrouble } = this.#parts;
    // What discord.js itself makes of an event throws, outside of any handler, at shapes that it does not know. It is
    // left what keeps the connection; everything else is renamed, which to it is an event it has never heard of.
    this.client.on("raw" as never, (packet: { t: string; d: unknown }) => {
      const { t: event, d: data } = packet;
      if (event === GatewayDispatchEvents.Ready || event === GatewayDispatchEvents.Resumed) this.#connected();
      else packet.t = "";
      if (event === GatewayDispatchEvents.InteractionCreate) onInteraction(data);
    });
    this.client.on("shardReconnecting", () => this.#lost("reconnecting"));
    this.client.on("shardDisconnect", ({ code }) => {
      const problem = fatalClose(code);
      this.#lost(`closed by Discord (${code})`);
      onFatal(problem);
    });
    this.client.on("shardError", () => onTrouble("the connection to the gateway broke"));
    this.client.on("error", (error) => onTrouble(error.name));
    this.client.on("invalidated" as never, () => onTrouble("the session was ended"));
  }

  #connected(): void {
    this.#patience.connected();
    this.#state = { state: "connected", detail: "gateway connected" };
    this.#ready.resolve();
  }

  #lost(detail: string): void {
    this.#state = { state: "down", detail };
  }
}

function optionsFor({ apiUrl, egress }: ClientParts, patience: Patience): ClientOptions {
  return {
    intents: [GatewayIntentBits.Guilds],
    rest: { api: apiUrl, makeRequest: egress.makeRequest },
    waitGuildTimeout: 0,
    allowedMentions: { parse: [] },
    ws: {
      // The addresses come in answers, and the token goes there.
      buildStrategy(manager) {
        const { options } = manager;
        const fetchInformation = manager.fetchGatewayInformation.bind(manager);
        const remember = options.updateSessionInfo.bind(options);
        manager.fetchGatewayInformation = async (force) => {
          const information = await fetchInformation(force);
          egress.checked(information.url);
          return information;
        };
        options.updateSessionInfo = (shard, session) => {
          if (session) egress.checked(session.resumeURL);
          return remember(shard, session);
        };
        patience.attach(manager);
        return new SimpleShardingStrategy(manager);
      },
    },
  };
}
