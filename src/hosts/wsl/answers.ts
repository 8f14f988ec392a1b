/** Names of distributions from `wsl -l -q`, one a line. */
export function distributionNames(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The package's version from `wsl --version`, whose first line it is in every language: "WSL version: 2.6.1.0". */
export function wslVersion(text: string): string | undefined {
  return /\d+\.\d+\.\d+(?:\.\d+)?/.exec(text)?.[0];
}

/**
 * The part of WSL's message that is the same in every language: "WSL_E_DISTRO_NOT_FOUND" of
 * "Error code: Wsl/Service/WSL_E_DISTRO_NOT_FOUND".
 */
export function wslToken(said: string): string | undefined {
  return /\bWsl\/(?:[\w-]+\/)*([\w-]+)/.exec(said)?.[1];
}

export type NetworkingMode = "nat" | "mirrored" | "virtioproxy" | "bridged" | "none";

/** From `wslinfo --networking-mode`; a WSL without that program knows NAT only. */
export function networkingMode(text: string): NetworkingMode {
  const [mode] = /\b(?:mirrored|virtioproxy|bridged|none)\b/i.exec(text) ?? [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one of the words above
  return (mode?.toLowerCase() as NetworkingMode | undefined) ?? "nat";
}

/** From `hostname -I`. */
export function ipv4Addresses(text: string): readonly string[] {
  return text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
}
