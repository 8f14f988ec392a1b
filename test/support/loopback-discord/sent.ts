import type { UploadedFile } from "./state.ts";

/** A call's body as it came. */
export interface Sent {
  readonly json: unknown;
  readonly files: readonly UploadedFile[];
  /** The names of the form's parts in their order, where it was one. */
  readonly parts?: readonly string[] | undefined;
  /** What is edited has these flags and files already. */
  readonly before?: { readonly flags: number; readonly files: readonly UploadedFile[] } | undefined;
}
