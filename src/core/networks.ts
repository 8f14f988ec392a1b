/** The networks of a host that databases are on. */
export interface Networks {
  /** Makes the shared bridge (containers on it cannot reach one another) when it is not there. */
  ensure(name: string, signal: AbortSignal): Promise<void>;
  /**
   * Where containers cannot reach one another: the engine's own bridge, if it was told to keep them apart, as a start there
   * has no resolver to set up (50 to 200 ms); otherwise the shared bridge of this name, which is made when it is not there.
   *
   * @returns The network's name.
   */
  apart(name: string, signal: AbortSignal): Promise<string>;
  /** Ids of what runs on the engine's own bridge while containers there can reach one another; else none. */
  together(signal: AbortSignal): Promise<readonly string[]>;
}
