import { readAddress, readExtraHost, readIpv4, readIpv6, readMacAddress } from "./grammar/addresses.ts";
import {
  readBytesLimit,
  readCgroupRule,
  readCountLimit,
  readDevice,
  readGpus,
  readWeight,
  writeBytesLimit,
  writeCountLimit,
} from "./grammar/devices.ts";
import { readPlatform } from "./grammar/images.ts";
import { readMount, writeMount } from "./grammar/mounts.ts";
import { readNetwork, writeNetwork } from "./grammar/networks.ts";
import {
  readBoolean,
  readBytes,
  readCpus,
  readDuration,
  readInteger,
  writeBytes,
  writeCpus,
  writeDuration,
} from "./grammar/numbers.ts";
import {
  readLabel,
  readOption,
  readStorageOption,
  readSysctl,
  readUlimit,
  readVariable,
  writePair,
  writeUlimit,
} from "./grammar/pairs.ts";
import { readExposed, readPublished, writeExposed, writePublished } from "./grammar/ports.ts";
import {
  readCapability,
  readCpuSet,
  readLink,
  readName,
  readNamespace,
  readPull,
  readRestart,
  readSearchDomain,
  readSecurityOption,
  readSignal,
  readStream,
  readSwappiness,
  readText,
  writeRestart,
} from "./grammar/texts.ts";
import { readTmpfs, readVolume, writeTmpfs, writeVolume } from "./grammar/volumes.ts";

/** How a value is typed: what is read is written again as something that reads the same. */
export interface Kind<T> {
  /** Throws a Problem whose sentence is put behind the flag and the value. */
  read(text: string): T;
  write(value: T): string;
  /** What stands for the value in help. */
  readonly placeholder: string;
}

const self = (text: string): string => text;

export const text: Kind<string> = { read: readText, write: self, placeholder: "text" };
export const boolean: Kind<boolean> = { read: readBoolean, write: String, placeholder: "true|false" };
export const bytes: Kind<number> = { read: readBytes, write: writeBytes, placeholder: "size" };
export const cpus: Kind<number> = { read: readCpus, write: writeCpus, placeholder: "number" };
export const duration: Kind<number> = { read: readDuration, write: writeDuration, placeholder: "time" };
export const integer = (least?: number, most?: number): Kind<number> => ({
  read: (text) => readInteger(text, least, most),
  write: String,
  placeholder: "number",
});
export const swap: Kind<number> = {
  read: (text) => (text === "-1" ? -1 : readBytes(text)),
  write: writeBytes,
  placeholder: "size|-1",
};
const checked = (read: (text: string) => string, placeholder: string): Kind<string> => ({
  read,
  write: self,
  placeholder,
});
export const name = checked(readName, "name");
export const address = checked(readAddress, "address");
export const ipv4 = checked(readIpv4, "address");
export const ipv6 = checked(readIpv6, "address");
export const macAddress = checked(readMacAddress, "address");
export const stream = checked(readStream, "stream");
export const signal = checked(readSignal, "signal");
export const capability = checked(readCapability, "capability");
export const cpuSet = checked(readCpuSet, "cpus");
export const link = checked(readLink, "container:alias");
export const searchDomain = checked(readSearchDomain, "domain");
export const securityOption = checked(readSecurityOption, "option");
export const platform = checked(readPlatform, "os/architecture");
export const device = checked(readDevice, "device");
export const cgroupRule = checked(readCgroupRule, "rule");
export const namespace = (...own: readonly string[]): Kind<string> => checked(readNamespace(...own), "mode");
export const swappiness: Kind<number> = { read: readSwappiness, write: String, placeholder: "0-100" };
export const pull: Kind<"always" | "missing" | "never"> = { read: readPull, write: self, placeholder: "when" };
export const restart = { read: readRestart, write: writeRestart, placeholder: "policy" };
export const variable = { read: readVariable, write: writePair, placeholder: "NAME=value" };
export const label = { read: readLabel, write: writePair, placeholder: "name=value" };
export const option = { read: readOption, write: writePair, placeholder: "name=value" };
export const sysctl = { read: readSysctl, write: writePair, placeholder: "name=value" };
export const storageOption = { read: readStorageOption, write: writePair, placeholder: "name=value" };
export const ulimit = { read: readUlimit, write: writeUlimit, placeholder: "name=soft[:hard]" };
export const published = { read: readPublished, write: writePublished, placeholder: "[address:]host:container" };
export const exposed = { read: readExposed, write: writeExposed, placeholder: "port" };
export const network = { read: readNetwork, write: writeNetwork, placeholder: "network" };
export const volume = { read: readVolume, write: writeVolume, placeholder: "volume:/path" };
export const mount = { read: readMount, write: writeMount, placeholder: "type=volume,source=…,target=/path" };
export const tmpfs = { read: readTmpfs, write: writeTmpfs, placeholder: "/path" };
export const extraHost: Kind<{ name: string; address: string }> = {
  read: readExtraHost,
  write: ({ name, address }) => `${name}:${address}`,
  placeholder: "name:address",
};
export const gpus = { read: readGpus, write: ({ text }: { text: string }) => text, placeholder: "gpus" };
export const bytesLimit = { read: readBytesLimit, write: writeBytesLimit, placeholder: "device:size" };
export const countLimit = { read: readCountLimit, write: writeCountLimit, placeholder: "device:number" };
export const weight = { read: readWeight, write: writeCountLimit, placeholder: "device:weight" };
