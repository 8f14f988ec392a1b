const BLOCK_BYTES = 512;

/**
 * The one file that an archive holds, when that is all it holds: what the engine sends for the path of a file. POSIX
 * ustar: the name from 0, the size in octal from 124, the kind at 156.
 */
export function onlyFile(tar: Uint8Array): { readonly name: string; readonly content: Uint8Array } | undefined {
  const kind = tar[156];
  if (tar.length < BLOCK_BYTES || (kind !== 0 && kind !== "0".charCodeAt(0))) return undefined;
  const size = Number.parseInt(field(tar, 124, 12), 8);
  const next = BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  if (!Number.isSafeInteger(size) || BLOCK_BYTES + size > tar.length) return undefined;
  // Another entry behind it begins with a name.
  if ((tar[next] ?? 0) !== 0) return undefined;
  return { name: field(tar, 0, 100), content: tar.subarray(BLOCK_BYTES, BLOCK_BYTES + size) };
}

function field(tar: Uint8Array, at: number, length: number): string {
  const text = new TextDecoder().decode(tar.subarray(at, at + length));
  return text.split("\0")[0] ?? "";
}
