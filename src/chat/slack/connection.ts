import type { App, Logger } from "@slack/bolt";
import { Problem } from "#core/problem.ts";
import type { Health } from "../health.ts";
import { startProblem } from "./boot.ts";
import { Deliveries } from "./deliveries.ts";
import { guarded } from "./door.ts";
import type { Egress } from "./egress.ts";
import { HttpEndpoint } from "./http.ts";
import { refusal } from "./identity.ts";
import type { Identity } from "./identity.ts";
import type { Sdk } from "./sdk.ts";
import type { SlackSettings } from "./settings.ts";
import { Sockets } from "./sockets.ts";

export interface ConnectOptions {
  readonly sdk: Sdk;
  readonly app: App;
  readonly settings: SlackSettings;
  readonly identity: Identity;
  readonly egress: Egress;
  readonly logger: Logger;
  readonly apiUrl: string;
  readonly signal: AbortSignal;
  /** What is told instead of doing anything, once we are stopping. */
  readonly closed: () => string | undefined;
}

/** The way Slack's deliveries come in. */
export interface Connection {
  readonly port: number | undefined;
  health(): Health;
  /** `end` ends what would reconnect; then goodbye is said. */
  stop(end: () => void): Promise<void>;
}

export async function connect(options: ConnectOptions): Promise<Connection> {
  const { app, identity, settings, closed } = options;
  await app.init();
  const door = guarded(app, {
    deliveries: new Deliveries(),
    refusal: (body) => refusal(identity, body),
    closed,
  });
  return settings.mode.kind === "socket"
    ? bySocket(options, door, settings.mode.appToken)
    : byHttp(options, door, settings.mode);
}

async function bySocket(
  { sdk, egress, logger, apiUrl, signal }: ConnectOptions,
  door: App,
  appToken: string,
): Promise<Connection> {
  const sockets = new Sockets({ sdk, appToken, apiUrl, egress, logger, signal });
  sockets.init(door);
  await sockets.start().catch((error: unknown) => {
    throw startProblem(error, "SLACK_APP_TOKEN");
  });
  return {
    port: undefined,
    health() {
      const { now, wanted } = sockets.connected;
      const state = now === 0 ? "down" : now < wanted ? "degraded" : "connected";
      return { state, detail: `${now} of ${wanted} sockets` };
    },
    async stop(end) {
      const stopped = sockets.stop();
      end();
      await stopped;
    },
  };
}

async function byHttp(
  { sdk, logger }: ConnectOptions,
  door: App,
  { signingSecret, port, host = "127.0.0.1" }: Extract<SlackSettings["mode"], { kind: "http" }>,
): Promise<Connection> {
  const endpoint = new HttpEndpoint({ sdk, signingSecret, port, host, logger });
  endpoint.init(door);
  await endpoint.start().catch((cause: NodeJS.ErrnoException) => {
    throw new Problem(
      "configuration",
      `Port ${port} of ${host} cannot be listened on: ${cause.code ?? cause.message}.`,
      {
        hint: "Set SLACK_HTTP_PORT to a port that is free.",
        cause,
      },
    );
  });
  return {
    port: endpoint.port,
    health: () => ({ state: "connected", detail: `listening on ${host}:${endpoint.port}` }),
    async stop(end) {
      await endpoint.stop();
      end();
    },
  };
}
