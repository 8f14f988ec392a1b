import type { CreateRequest } from "#core/docker-run/create-body.ts";
import type { Recorded } from "#test/support/recording-socket.ts";

/** What the CLI sends for `docker create alpine`: every field at the value that says nothing. */
export type Bare = Recorded["body"];

/**
 * The first difference between our request and the CLI's, or undefined. These are the only things that are not compared:
 *
 * - A field at the value that the CLI sends for a line without flags says nothing, whether it is sent or not. The same
 *   for the fields of a network's endpoint.
 * - The order of `Env` and `Binds`: the CLI keeps both in a map of Go, which has none.
 */
export function differenceOf(ours: CreateRequest, theirs: Recorded, bare: Bare): string | undefined {
  const { name, platform } = ours;
  const query = JSON.parse(JSON.stringify({ name, platform })) as unknown;
  return (
    difference("query", query, theirs.query) ?? difference("body", plain(ours.body, bare), plain(theirs.body, bare))
  );
}

type Fields = Readonly<Record<string, unknown>>;

function plain(body: unknown, bare: Bare): Fields {
  const { HostConfig, NetworkingConfig, ...config } = fields(body);
  const host = said(fields(HostConfig), fields(bare["HostConfig"]));
  return {
    ...sorted(said(config, bare), "Env"),
    HostConfig: sorted(host, "Binds"),
    Endpoints: endpoints(NetworkingConfig, bare),
  };
}

function endpoints(networking: unknown, bare: Bare): Fields {
  const of = (from: unknown): Fields => fields(fields(from)["EndpointsConfig"]);
  const nothing = fields(of(bare["NetworkingConfig"])["default"]);
  const all = Object.entries(of(networking)).map(([name, body]) => [name, said(fields(body), nothing)] as const);
  // The CLI names the default network even when there is nothing to say of it.
  return Object.fromEntries(all.filter(([name, body]) => name !== "default" || Object.keys(body).length > 0));
}

function said(given: Fields, nothing: Fields): Fields {
  return Object.fromEntries(
    Object.entries(given).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(nothing[key])),
  );
}

function sorted(given: Fields, key: string): Fields {
  const list = given[key];
  return Array.isArray(list)
    ? { ...given, [key]: list.map(String).toSorted((one, other) => (one < other ? -1 : 1)) }
    : given;
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function difference(where: string, ours: unknown, theirs: unknown): string | undefined {
  const [one, other] = [canonical(ours), canonical(theirs)];
  return one === other ? undefined : `${where}: ours ${one}\n  theirs ${other}`;
}

/** JSON with the keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
