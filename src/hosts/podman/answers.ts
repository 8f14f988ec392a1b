import { z } from "zod";
import { CLOSED } from "./create.ts";
import { isOwn, sharedName } from "./own-network.ts";

/**
 * What a container of Podman has when nothing is dropped (containers-common 0.50, `default_capabilities`). Its inspect
 * tells which of them are gone, whatever way that was asked for.
 */
const DEFAULT_CAPABILITIES = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

const strings = z.array(z.string()).nullish();

/** The parts of an inspected container that Podman 4.3 shows otherwise. */
const Container = z.looseObject({
  Config: z.looseObject({ Image: z.string().nullish() }),
  HostConfig: z.looseObject({
    NetworkMode: z.string().nullish(),
    CapAdd: strings,
    CapDrop: strings,
    Binds: strings,
    Tmpfs: z.record(z.string(), z.string()).nullish(),
  }),
  NetworkSettings: z.looseObject({ Networks: z.record(z.string(), z.unknown()).nullish() }),
});

/** An answer of Podman as Docker would have given it. Pure; what is not understood stays as it is. */
export function asDocker(path: string, answer: unknown): unknown {
  if (path === "/containers/json") return Array.isArray(answer) ? answer.map(listed) : answer;
  if (path === "/images/json") return Array.isArray(answer) ? answer.map(image) : answer;
  if (path === "/networks") return Array.isArray(answer) ? networks(answer) : answer;
  if (path === "/system/df") return usage(answer);
  if (/^\/containers\/[^/]+\/json$/.test(path)) return container(answer);
  // Of a container that does not run it says nothing, where Docker says zero.
  if (/^\/containers\/[^/]+\/stats$/.test(path) && isEmpty(answer)) return NOT_MEASURED;
  return answer;
}

/** Go's zero time. */
const NOT_MEASURED = { read: "0001-01-01T00:00:00Z", preread: "0001-01-01T00:00:00Z" };

function isEmpty(answer: unknown): boolean {
  return answer instanceof Uint8Array && answer.length === 0;
}

function container(answer: unknown): unknown {
  const read = Container.safeParse(answer);
  if (!read.success) return answer;
  const { Config, HostConfig, NetworkSettings } = read.data;
  const attached = renamed(NetworkSettings.Networks);
  const [network, ...others] = Object.keys(attached);
  return {
    ...read.data,
    Config: { ...Config, Image: withoutLocalhost(Config.Image ?? "") },
    HostConfig: {
      ...HostConfig,
      // "bridge" stands for any network of that driver; which one is told elsewhere.
      NetworkMode: HostConfig.NetworkMode === "bridge" && others.length === 0 ? network : HostConfig.NetworkMode,
      // The same, said as Docker is told it: all are dropped, and these are given back.
      CapDrop: ["ALL"],
      CapAdd: kept(HostConfig.CapDrop ?? [], HostConfig.CapAdd ?? []),
      // A volume stands among the folders of the host by its name; it is among the mounts as what it is.
      Binds: (HostConfig.Binds ?? []).filter((bind) => bind.startsWith("/")),
      Tmpfs: tmpfs(HostConfig.Tmpfs ?? {}),
    },
    NetworkSettings: { ...NetworkSettings, Networks: attached },
  };
}

function tmpfs(shown: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const asked = Object.entries(shown).map(
    ([path, options]) => [path, options.replaceAll(/,?\b(?:rprivate|(?:no)?tmpcopyup)\b/g, "")] as const,
  );
  return Object.fromEntries(asked.filter(([, options]) => options !== CLOSED));
}

function renamed(networks: Readonly<Record<string, unknown>> | null | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(networks ?? {}).map(([name, endpoint]) => [sharedName(name), endpoint]));
}

const Network = z.looseObject({ Name: z.string(), Labels: z.record(z.string(), z.string()).nullish() });

/** The shared network is as Docker's: Podman does not keep the option, and no two containers are on it. */
function networks(answer: readonly unknown[]): readonly unknown[] {
  return answer.flatMap((one) => {
    const { data } = Network.safeParse(one);
    if (!data) return [one];
    if (isOwn(data.Name)) return [];
    const isShared = data.Labels?.["longshore.network"] === "shared";
    return [isShared ? { ...data, Options: { "com.docker.network.bridge.enable_icc": "false" } } : one];
  });
}

function kept(drop: readonly string[], add: readonly string[]): readonly string[] {
  const bare = (name: string) => name.replace(/^CAP_/, "");
  const dropped = new Set(drop.map(bare));
  return [...new Set([...DEFAULT_CAPABILITIES.filter((name) => !dropped.has(name)), ...add.map(bare)])];
}

const Usage = z.looseObject({ LayersSize: z.number(), Images: z.array(z.looseObject({ Size: z.number() })).nullish() });

/** Podman counts each image by itself and gives no sum; layers that images share count more than once. */
function usage(answer: unknown): unknown {
  const read = Usage.safeParse(answer);
  if (!read.success || read.data.LayersSize > 0) return answer;
  const images = read.data.Images ?? [];
  return { ...read.data, LayersSize: images.reduce((sum, { Size }) => sum + Size, 0) };
}

const Listed = z.looseObject({
  Image: z.string(),
  NetworkSettings: z.looseObject({ Networks: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

function listed(answer: unknown): unknown {
  const read = Listed.safeParse(answer);
  if (!read.success) return answer;
  const { Image, NetworkSettings } = read.data;
  return {
    ...read.data,
    Image: withoutLocalhost(Image),
    ...(NetworkSettings && {
      NetworkSettings: { ...NetworkSettings, Networks: renamed(NetworkSettings.Networks) },
    }),
  };
}

const Image = z.looseObject({ RepoTags: z.array(z.string()) });

function image(answer: unknown): unknown {
  const { data } = Image.safeParse(answer);
  return data ? { ...data, RepoTags: data.RepoTags.map(withoutLocalhost) } : answer;
}

/** Where Podman puts images whose name has no registry. */
function withoutLocalhost(image: string): string {
  return image.replace(/^localhost\//, "");
}
