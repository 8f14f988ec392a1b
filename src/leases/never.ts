/** For calls that must not be interrupted; the host still ends them at its own deadline. */
export function never(): AbortSignal {
  return new AbortController().signal;
}
