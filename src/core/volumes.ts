/** A host's volumes. */
export interface Volumes {
  /** Already gone is success. */
  remove(name: string, signal: AbortSignal): Promise<void>;
  list(labels: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly { readonly name: string }[]>;
}
