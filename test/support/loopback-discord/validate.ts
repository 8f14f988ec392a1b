import type { Thing, UploadedFile } from "./state.ts";

export function faultsOf(
  _method: string,
  _pattern: RegExp,
  _body: Thing,
  _files: readonly UploadedFile[],
): readonly string[] {
  return [];
}
