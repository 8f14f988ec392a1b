import { canonicalAddress, isLoopback } from "./grammar/addresses.ts";
import { NAME } from "./grammar/volumes.ts";
import type { Refusal } from "./policy.ts";
import type { Rule } from "./policy-rule.ts";
import { rule } from "./policy-rule.ts";

const ADDRESS = "takes an address that belongs to somebody else, or will; the engine chooses it.";

export const networks: readonly Rule[] = [
  (body) => {
    const names = [body.HostConfig.NetworkMode ?? "", ...Object.keys(body.NetworkingConfig?.EndpointsConfig ?? {})];
    return [...new Set(names)].flatMap((name): Refusal[] => {
      const flag = `--network ${name}`;
      if (name === "host")
        return [{ flag, why: "joins the host's own network, with every port and local service of it." }];
      if (/^container:/i.test(name)) return [{ flag, why: "joins the network of another container." }];
      return name === "" || NAME.test(name) ? [] : [{ flag, why: "is not the name of a network." }];
    });
  },
  (body) =>
    Object.values(body.NetworkingConfig?.EndpointsConfig ?? {}).flatMap((endpoint): Refusal[] => {
      const { IPAMConfig = {}, MacAddress, DriverOpts = {}, Links = [] } = endpoint;
      return [
        ...(IPAMConfig.IPv4Address ? [{ flag: "--ip", why: ADDRESS }] : []),
        ...(IPAMConfig.IPv6Address ? [{ flag: "--ip6", why: ADDRESS }] : []),
        ...((IPAMConfig.LinkLocalIPs ?? []).length > 0 ? [{ flag: "--link-local-ip", why: ADDRESS }] : []),
        ...(MacAddress ? [{ flag: "--mac-address", why: ADDRESS }] : []),
        ...Object.keys(DriverOpts).map((name) => ({
          flag: `driver-opt=${name} of --network`,
          why: "sets the network's driver, kernel settings included.",
        })),
        ...Links.map((link) => ({ flag: `--link ${link}`, why: LINK })),
      ];
    }),
  (body) => (body.HostConfig.Links ?? []).map((link) => ({ flag: `--link ${link}`, why: LINK })),
  rule("--add-host", "opens the host's own services to the container.", (host) =>
    (host.ExtraHosts ?? []).filter((entry) => /host-gateway/i.test(entry)),
  ),
  rule("-P", "would publish on every address of the host.", (host) => host.PublishAllPorts),
  (body, policy, context) =>
    Object.entries(body.HostConfig.PortBindings ?? {}).flatMap(([inside, bindings]) =>
      bindings.flatMap(({ HostIp, HostPort }): Refusal[] => {
        const address = canonicalAddress(HostIp);
        const at = HostIp.includes(":") ? `[${HostIp}]` : HostIp;
        const flag = `-p ${at === "" ? "" : `${at}:`}${HostPort}:${inside}`;
        if (address === undefined)
          return [{ flag, why: "has no address, so it would be published on every one of the host." }];
        const allowed = [context.address, ...policy.addresses].map((other) => canonicalAddress(other) ?? other);
        if (!isLoopback(address) && !allowed.includes(address)) {
          return [{ flag, why: `is published where it may not be; leave the address out for ${context.address}.` }];
        }
        const [first, last = first] = (HostPort || String(policy.lowestPort)).split("-").map(Number);
        const isPort = /^(?:\d{1,5}(?:-\d{1,5})?)?$/.test(HostPort) && (last ?? 0) <= 65_535;
        if (!isPort) return [{ flag, why: "is no port." }];
        if (HostPort === "0" || (first ?? 0) >= policy.lowestPort) return [];
        return [{ flag, why: `takes a port of the host's own services; choose one from ${policy.lowestPort} up.` }];
      }),
    ),
];

const LINK =
  "is Docker's old way of reaching another container's variables and ports. Put both on a network: --network <name>.";
