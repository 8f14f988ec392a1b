/** What the adapter needs to know. Tokens are never logged. */
export interface SlackSettings {
  /** xoxb-… */
  readonly botToken: string;
  /** Socket Mode needs no public address; HTTP needs one that ends at /slack/events. */
  readonly mode:
    | {
        readonly kind: "socket";
        /** xapp-…, with connections:write */
        readonly appToken: string;
      }
    | {
        readonly kind: "http";
        readonly signingSecret: string;
        readonly port: number;
        /** What to listen on. Default: 127.0.0.1, where a proxy that speaks TLS passes requests on. */
        readonly host?: string;
      };
  /** Default: https://slack.com/api/ */
  readonly apiUrl?: string;
  /** `ls-` when the workspace has a /db already: commands are then /ls-db and so on. */
  readonly commandsPrefix?: string;
  /** The ids of the user groups that have a role, `S0123`; each needs the scope usergroups:read. */
  readonly userGroups?: readonly string[];
  /** How long a call may take that has no limit of its own, such as an answer to a response_url. Default: 15 s. */
  readonly callMs?: number;
  /** How long running commands get at a stop before they are cancelled. Default: 20 s. */
  readonly drainMs?: number;
  /** How long a start may take. Default: 30 s. */
  readonly startMs?: number;
}

export type Log = (entry: {
  readonly level: "info" | "warning" | "error";
  readonly message: string;
  readonly stack?: string;
}) => void;

export const SLACK_API_URL = "https://slack.com/api/";
