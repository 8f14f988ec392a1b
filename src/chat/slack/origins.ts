import { z } from "zod";
import type { Place } from "./conversation.ts";
import { RESPONSE_URL_MS } from "./limits.ts";

/** Forms that are open at the same time; the oldest is forgotten first. */
const MOST = 1_000;

/** What a form carries: the command, and where it was opened, as an id and as what is left when we were restarted since. */
const metadata = z.object({
  path: z.string(),
  origin: z.string(),
  channel: z.string().optional(),
  thread: z.string().optional(),
});
export type Metadata = z.output<typeof metadata>;

/** Where forms were opened: a response_url is as good as a token, so it stays here and an id travels. */
export class Origins {
  readonly #places = new Map<string, { readonly place: Place; readonly until: number }>();
  readonly #newId: () => string;
  readonly #now: () => number;

  constructor(newId: () => string, now: () => number) {
    this.#newId = newId;
    this.#now = now;
  }

  /** Undefined as place: a form that was opened from nowhere. */
  remember(place: Place | undefined): Omit<Metadata, "path"> {
    const origin = this.#newId();
    if (!place) return { origin };
    this.#places.set(origin, { place, until: this.#now() + RESPONSE_URL_MS });
    for (const [oldest, { until }] of this.#places) {
      if (this.#places.size <= MOST && until > this.#now()) break;
      this.#places.delete(oldest);
    }
    const { channel, thread, direct } = place.address;
    return { origin, ...(!direct && { channel }), ...(thread !== undefined && { thread }) };
  }

  find({ origin, channel, thread }: Metadata, user: string): Place {
    const known = this.#places.get(origin)?.place;
    if (known?.user === user) return known;
    const address = channel === undefined ? { channel: user, direct: true } : { channel, thread };
    return { address, user, replaces: "never" };
  }
}

export function writeMetadata(value: Metadata): string {
  return JSON.stringify(value);
}

export function readMetadata(text: string): Metadata | undefined {
  try {
    return metadata.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
