/** A flag that Docker's CLI works off itself, on the machine it runs on, so that no request can carry it. */
export interface RefusedFlag {
  readonly name: string;
  readonly takesValue: boolean;
  /** Why, as the end of a sentence that begins with the flag. */
  readonly why: string;
}

const BOTS_FILES = "a file on the machine the command runs on, which here would be the bot's.";
const WINDOWS = "is for containers of Windows; our hosts run Linux.";

export const REFUSED_FLAGS: readonly RefusedFlag[] = [
  { name: "env-file", takesValue: true, why: `reads ${BOTS_FILES} Write -e NAME=value for each variable.` },
  { name: "label-file", takesValue: true, why: `reads ${BOTS_FILES} Write -l name=value for each label.` },
  { name: "cidfile", takesValue: true, why: `writes ${BOTS_FILES} The reply names the container.` },
  {
    name: "use-api-socket",
    takesValue: false,
    why: "hands the container Docker's socket, and with it the whole host.",
  },
  { name: "kernel-memory", takesValue: true, why: "is gone: no kernel since 5.4 has this limit. Use --memory." },
  { name: "cpu-count", takesValue: true, why: `${WINDOWS} Use --cpus.` },
  { name: "cpu-percent", takesValue: true, why: `${WINDOWS} Use --cpus.` },
  { name: "io-maxbandwidth", takesValue: true, why: WINDOWS },
  { name: "io-maxiops", takesValue: true, why: WINDOWS },
  { name: "help", takesValue: false, why: "is answered by /longshore help docker run." },
];

const BY_NAME = new Map(REFUSED_FLAGS.map((flag) => [flag.name, flag]));

export function findRefusedFlag(name: string): RefusedFlag | undefined {
  return BY_NAME.get(name);
}
