import { isNothing, orAbsent } from "./absent.ts";
import type { CreateBody, EndpointBody } from "./create-body.ts";
import { isUserDefined } from "./grammar/networks.ts";
import type { Network } from "./grammar/networks.ts";
import type { RunOptions } from "./run-request.ts";

/**
 * How the container is joined to its networks. The flags that stand beside `--network` (`--network-alias`, `--ip` …) are
 * the first network's. A network without settings is left out when it is the only one: NetworkMode names it.
 */
export function networkingConfig(options: RunOptions): CreateBody["NetworkingConfig"] {
  const networks = options.networks ?? [{ name: "default" }];
  const endpoints = networks.map((network, index): readonly [string, EndpointBody] => [
    network.name,
    endpoint(index === 0 ? withOptions(network, options) : network),
  ]);
  const said = endpoints.filter(([, body]) => networks.length > 1 || !isNothing(body));
  return said.length === 0 ? undefined : { EndpointsConfig: Object.fromEntries(said) };
}

type Joined = Network & { readonly links?: readonly string[] | undefined };

function withOptions(network: Network, options: RunOptions): Joined {
  return {
    ...network,
    aliases: options.networkAliases ?? network.aliases,
    // On Docker's default network a link is the host configuration's, of the old kind.
    links: isUserDefined(network.name) ? options.links : undefined,
    ip: options.ip ?? network.ip,
    ip6: options.ip6 ?? network.ip6,
    macAddress: options.macAddress ?? network.macAddress,
    linkLocalIps: options.linkLocalIps ?? network.linkLocalIps,
  };
}

function endpoint(network: Joined): EndpointBody {
  return orAbsent<EndpointBody>({
    IPAMConfig: orAbsent({
      IPv4Address: network.ip,
      IPv6Address: network.ip6,
      LinkLocalIPs: network.linkLocalIps,
    }),
    Links: network.links && [...network.links],
    Aliases: network.aliases,
    MacAddress: network.macAddress,
    DriverOpts: network.driverOptions,
    GwPriority: network.gatewayPriority,
  });
}
