import type { App, ReceiverEvent } from "@slack/bolt";
import type { Deliveries } from "./deliveries.ts";

/** What stands between Slack and Bolt, for socket and HTTP alike. */
export interface DoorOptions {
  readonly deliveries: Deliveries;
  /** Why this is not for us: another team, another app. Undefined when it is. */
  readonly refusal: (body: Body) => string | undefined;
  /** Set when the bot is stopping: what is told instead of doing anything. */
  readonly closed: () => string | undefined;
}

export type Body = Readonly<Record<string, unknown>>;

/**
 * A receiver's app that lets each delivery through once, from our team only. Whatever happens is acknowledged: what came
 * before, what is refused, and what Bolt does not know, which would otherwise be sent again and again.
 */
export function guarded(app: App, { deliveries, refusal, closed }: DoorOptions): App {
  return Object.create(app, { processEvent: { value: processEvent } });

  async function processEvent(event: ReceiverEvent): Promise<void> {
    const { body } = event;
    const id = deliveryId(body, event.customProperties);
    const answer = refusal(body) ?? closed();
    if (answer !== undefined) return event.ack(sayAtAck(body, answer));
    if (id !== undefined && !deliveries.take(id)) return event.ack();

    let acked = false;
    await app.processEvent({
      ...event,
      async ack(response?: unknown) {
        acked = true;
        try {
          await event.ack(response);
        } catch (error) {
          if (id !== undefined) deliveries.forget(id);
          throw error;
        }
      },
    });
    if (!acked) await event.ack();
  }
}

/** The same for every delivery of the same thing. A search while somebody types has none and needs none. */
export function deliveryId(body: Body, properties: Body = {}): string | undefined {
  const id = body["trigger_id"] ?? body["event_id"] ?? properties["envelopeId"];
  return body["type"] === "block_suggestion" || typeof id !== "string" ? undefined : id;
}

/** Only a slash command's acknowledgement can say something, to the caller alone; a form's can put it on a page. */
function sayAtAck(body: Body, text: string): unknown {
  if (typeof body["command"] === "string") return { response_type: "ephemeral", text };
  if (body["type"] !== "view_submission") return undefined;
  return {
    response_action: "update",
    view: {
      type: "modal",
      title: { type: "plain_text", text: "Not done" },
      blocks: [{ type: "section", text: { type: "plain_text", text, emoji: false } }],
    },
  };
}
