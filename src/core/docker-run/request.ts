import { hasHealth } from "./conflicts.ts";
import type { CreateBody, CreateRequest } from "./create-body.ts";
import { portsOf } from "./grammar/ports.ts";
import type { Exposed, Published } from "./grammar/ports.ts";
import { hostConfig } from "./host-config.ts";
import { isNothing, orAbsent, toMap } from "./absent.ts";
import { networkingConfig } from "./networking-config.ts";
import type { RunOptions, RunRequest } from "./run-request.ts";

/**
 * The request that `docker create` makes of the same line, and with `-d` `docker run`, before anything is hardened:
 * docker/cli, cli/command/container/opts.go. The differential test holds it to the real CLI.
 */
export function createRequest({ options, image, command }: RunRequest): CreateRequest {
  const attached = new Set(options.detach === true ? [] : (options.attach ?? ["stdout", "stderr"]));
  const attachStdin = attached.has("stdin") || (options.interactive === true && options.detach !== true);
  const { ports = [], expose = [] } = options;
  const body: CreateBody = orAbsent({
    Hostname: options.hostname,
    Domainname: options.domainname,
    User: options.user,
    AttachStdin: attachStdin,
    AttachStdout: attached.has("stdout"),
    AttachStderr: attached.has("stderr"),
    ExposedPorts: exposedPorts([...ports, ...expose]),
    Tty: options.tty,
    OpenStdin: options.interactive,
    StdinOnce: options.interactive === true && attachStdin,
    Env: options.env?.map(({ name, value }) => `${name}=${value}`),
    Cmd: [...command],
    Healthcheck: healthcheck(options),
    Image: image,
    Volumes: toMap(anonymousVolumes(options), () => ({})),
    WorkingDir: options.workdir,
    // An empty one is given all the same: it takes the image's away.
    Entrypoint: options.entrypoint === undefined ? undefined : [options.entrypoint],
    Labels: options.labels && Object.fromEntries(options.labels.map(({ name, value }) => [name, value])),
    StopSignal: options.stopSignal,
    HostConfig: { ...hostConfig(options), ...(ports.length > 0 && { PortBindings: portBindings(ports) }) },
    NetworkingConfig: networkingConfig(options),
  });
  // Zero is a time as well: stop at once.
  const stopTimeout = options.stopTimeoutSeconds === undefined ? {} : { StopTimeout: options.stopTimeoutSeconds };
  return {
    name: options.name,
    platform: options.platform,
    body: {
      ...body,
      AttachStdin: attachStdin,
      AttachStdout: attached.has("stdout"),
      AttachStderr: attached.has("stderr"),
      ...stopTimeout,
    },
  };
}

function exposedPorts(ports: readonly Exposed[]): Record<string, Record<string, never>> {
  const names = ports.flatMap(({ container, protocol }) => portsOf(container).map((port) => `${port}/${protocol}`));
  return toMap(names, () => ({}));
}

type Bindings = NonNullable<CreateBody["HostConfig"]["PortBindings"]>;

/** A range of the host's ports for one of the container's is passed on: the engine takes a free one of it. */
function portBindings(ports: readonly Published[]): Bindings {
  const bindings: Bindings = {};
  for (const { address = "", host, container, protocol } of ports) {
    for (const port of portsOf(container)) {
      const isChoice = host && container.first === container.last && host.first !== host.last;
      const first = host && host.first + port - container.first;
      const HostPort = isChoice ? `${host.first}-${host.last}` : first === undefined ? "" : String(first);
      const key = `${port}/${protocol}`;
      bindings[key] = [...(bindings[key] ?? []), { HostIp: address, HostPort }];
    }
  }
  return bindings;
}

function anonymousVolumes({ volumes = [] }: RunOptions): readonly string[] {
  return volumes.filter(({ source }) => source === undefined).map(({ target }) => target);
}

function healthcheck(options: RunOptions): CreateBody["Healthcheck"] {
  if (options.noHealthcheck === true) return { Test: ["NONE"] };
  if (!hasHealth(options)) return undefined;
  return orAbsent({
    Test: isNothing(options.healthCommand) ? undefined : ["CMD-SHELL", options.healthCommand ?? ""],
    Interval: options.healthInterval,
    Timeout: options.healthTimeout,
    StartPeriod: options.healthStartPeriod,
    StartInterval: options.healthStartInterval,
    Retries: options.healthRetries,
  });
}
