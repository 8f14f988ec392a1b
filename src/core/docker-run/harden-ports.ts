import type { CreateBody, HostConfig } from "./create-body.ts";
import type { RunContext } from "./run-policy.ts";

type Binding = NonNullable<HostConfig["PortBindings"]>[string][number];

/**
 * Every published port with an address, which Docker would otherwise take as "all there are", and with a port of the
 * host's, as far as the free ones reach. `-P` becomes the ports it stands for: the engine's own way has no address.
 */
export function hardenPorts(
  { HostConfig: host, ExposedPorts = {} }: CreateBody,
  { address, image, freePorts }: RunContext,
): { readonly host: HostConfig; readonly changes: readonly string[] } {
  const free = [...freePorts];
  const changes: string[] = [];
  const given = host.PortBindings ?? {};
  const exposed = [...Object.keys(ExposedPorts), ...(image?.exposedPorts ?? []).map((port) => `${port}/tcp`)];
  const missing =
    host.PublishAllPorts === true ? [...new Set(exposed)].filter((port) => !Object.hasOwn(given, port)) : [];
  const wanted = [...Object.entries(given), ...missing.map((port) => [port, [NOTHING]] as const)];

  const bound = (port: string, { HostIp, HostPort }: Binding): Binding => {
    const chosen = HostPort === "" || HostPort === "0" ? String(free.shift() ?? "") : HostPort;
    const binding = { HostIp: HostIp || address, HostPort: chosen };
    if (binding.HostIp !== HostIp || binding.HostPort !== HostPort) {
      const at = binding.HostIp.includes(":") ? `[${binding.HostIp}]` : binding.HostIp;
      changes.push(`Port ${port} is published at ${at}:${binding.HostPort || "(a port the engine chooses)"}.`);
    }
    return binding;
  };
  const bindings = wanted.map(([port, list]) => [port, list.map((binding) => bound(port, binding))] as const);
  if (bindings.length === 0) return { host: host.PublishAllPorts === true ? { PublishAllPorts: false } : {}, changes };
  return {
    host: {
      PortBindings: Object.fromEntries(bindings),
      ...(host.PublishAllPorts === true && { PublishAllPorts: false }),
    },
    changes,
  };
}

const NOTHING: Binding = { HostIp: "", HostPort: "" };
