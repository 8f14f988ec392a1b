import { isNothing, orAbsent } from "./absent.ts";
import type { HostConfig, MountBody } from "./create-body.ts";
import { deviceMapping } from "./grammar/devices.ts";
import type { Gpus } from "./grammar/devices.ts";
import type { Mount } from "./grammar/mounts.ts";
import { writeVolume } from "./grammar/volumes.ts";
import type { RunOptions } from "./run-request.ts";

/** The host's side of the request, as the CLI fills it, without the ports. */
export function hostConfig(options: RunOptions): HostConfig {
  const { securityOptions = [], devices = [] } = options;
  const [open, kept] = [
    securityOptions.includes(OPEN_PATHS),
    securityOptions.filter((option) => option !== OPEN_PATHS),
  ];
  return {
    ...orAbsent<HostConfig>({
      Binds: options.volumes?.filter(({ source }) => source !== undefined).map(writeVolume),
      LogConfig:
        options.logDriver === undefined && options.logOptions === undefined
          ? undefined
          : { Type: options.logDriver ?? "", Config: pairs(options.logOptions) ?? {} },
      NetworkMode: options.networks?.[0]?.name ?? "default",
      RestartPolicy: restart(options),
      AutoRemove: options.rm,
      VolumeDriver: options.volumeDriver,
      VolumesFrom: options.volumesFrom,
      Annotations: pairs(options.annotations),
      CapAdd: options.capAdd?.toSorted(),
      CapDrop: options.capDrop?.toSorted(),
      CgroupnsMode: options.cgroupns,
      Dns: options.dns,
      DnsOptions: options.dnsOptions,
      DnsSearch: options.dnsSearch,
      ExtraHosts: options.extraHosts?.map(({ name, address }) => `${name}:${address}`),
      GroupAdd: options.groupAdd,
      IpcMode: options.ipc,
      Links: options.links,
      OomScoreAdj: options.oomScoreAdj,
      PidMode: options.pid,
      Privileged: options.privileged,
      PublishAllPorts: options.publishAll,
      ReadonlyRootfs: options.readOnly,
      SecurityOpt: kept,
      StorageOpt: pairs(options.storageOptions),
      Tmpfs: options.tmpfs && Object.fromEntries(options.tmpfs.map(({ target, options }) => [target, options])),
      UTSMode: options.uts,
      UsernsMode: options.userns,
      ShmSize: options.shmSize,
      Sysctls: pairs(options.sysctls),
      Runtime: options.runtime,
      Isolation: options.isolation,
      CpuShares: options.cpuShares,
      Memory: options.memory,
      NanoCpus: options.nanoCpus,
      CgroupParent: options.cgroupParent,
      BlkioWeight: options.blkioWeight,
      BlkioWeightDevice: options.blkioWeightDevices?.map(({ path, amount }) => ({ Path: path, Weight: amount })),
      BlkioDeviceReadBps: options.deviceReadBps?.map(rate),
      BlkioDeviceWriteBps: options.deviceWriteBps?.map(rate),
      BlkioDeviceReadIOps: options.deviceReadIops?.map(rate),
      BlkioDeviceWriteIOps: options.deviceWriteIops?.map(rate),
      CpuPeriod: options.cpuPeriod,
      CpuQuota: options.cpuQuota,
      CpuRealtimePeriod: options.cpuRealtimePeriod,
      CpuRealtimeRuntime: options.cpuRealtimeRuntime,
      CpusetCpus: options.cpusetCpus,
      CpusetMems: options.cpusetMems,
      Devices: devices.flatMap((device) => {
        const mapping = deviceMapping(device);
        if (!mapping) return [];
        return [
          {
            PathOnHost: mapping.host,
            PathInContainer: mapping.container,
            CgroupPermissions: mapping.permissions,
          },
        ];
      }),
      DeviceCgroupRules: options.deviceCgroupRules,
      DeviceRequests: [...(options.gpus ?? []).map(gpuRequest), ...cdiRequest(devices)],
      MemoryReservation: options.memoryReservation,
      MemorySwap: options.memorySwap,
      OomKillDisable: options.oomKillDisable,
      PidsLimit: options.pidsLimit,
      Ulimits: options.ulimits
        ?.toSorted((one, other) => (one.name < other.name ? -1 : 1))
        .map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
      Mounts: options.mounts?.map(mountBody),
    }),
    // What is nothing elsewhere says something here: not -1, off, and no path masked.
    ...(options.memorySwappiness !== undefined &&
      options.memorySwappiness !== -1 && { MemorySwappiness: options.memorySwappiness }),
    ...(options.init !== undefined && { Init: options.init }),
    ...(open && { SecurityOpt: kept, MaskedPaths: [], ReadonlyPaths: [] }),
  };
}

/** The CLI works this security option off itself. */
const OPEN_PATHS = "systempaths=unconfined";

function restart({ restart }: RunOptions): HostConfig["RestartPolicy"] {
  if (!restart || (restart.name === "no" && restart.retries === 0)) return undefined;
  return { Name: restart.name, MaximumRetryCount: restart.retries };
}

function pairs(list: RunOptions["labels"]): Record<string, string> | undefined {
  return list && Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

function rate({ path, amount }: { readonly path: string; readonly amount: number }): { Path: string; Rate: number } {
  return { Path: path, Rate: amount };
}

type DeviceRequest = NonNullable<HostConfig["DeviceRequests"]>[number];

function gpuRequest(gpus: Gpus): DeviceRequest {
  return {
    Driver: gpus.driver ?? "",
    Count: gpus.count ?? 0,
    DeviceIDs: gpus.devices ?? null,
    Capabilities: [gpus.capabilities ?? ["gpu"]],
    Options: gpus.options ?? {},
  };
}

function cdiRequest(devices: readonly string[]): readonly DeviceRequest[] {
  const names = devices.filter((device) => deviceMapping(device) === undefined);
  return names.length === 0 ? [] : [{ Driver: "cdi", Count: 0, DeviceIDs: names, Capabilities: null, Options: null }];
}

function mountBody(mount: Mount): MountBody {
  const { bind, volume, image, tmpfs } = mount;
  return {
    ...orAbsent<MountBody>({
      Type: mount.type,
      Source: mount.source,
      Target: mount.target,
      ReadOnly: mount.readOnly,
      Consistency: mount.consistency,
    }),
    ...(bind &&
      hasBindOptions(bind) && {
        BindOptions: orAbsent({
          Propagation: bind.propagation,
          NonRecursive: bind.recursive === "disabled",
          ReadOnlyNonRecursive: bind.recursive === "writable",
          ReadOnlyForceRecursive: bind.recursive === "readonly",
        }),
      }),
    ...(volume && {
      VolumeOptions: {
        ...orAbsent({ NoCopy: volume.noCopy, Labels: volume.labels, Subpath: volume.subpath }),
        DriverConfig: orAbsent({ Name: volume.driver, Options: volume.driverOptions }),
      },
    }),
    ...(image && !isNothing(image.subpath) && { ImageOptions: { Subpath: image.subpath } }),
    ...(tmpfs && { TmpfsOptions: orAbsent({ SizeBytes: tmpfs.bytes, Mode: tmpfs.mode }) }),
  };
}

function hasBindOptions(bind: NonNullable<Mount["bind"]>): boolean {
  return bind.propagation !== undefined || (bind.recursive !== undefined && bind.recursive !== "enabled");
}
