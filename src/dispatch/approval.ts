import type { Approval, Approvals } from "#core/approval.ts";
import type { Resource } from "#core/audit.ts";
import { callerId, channelId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Notifier } from "#core/notifier.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { showDuration } from "#core/units.ts";
import type { Judgement } from "./decide.ts";

export interface ApprovalParts {
  readonly store: {
    ask(request: Pick<Approval, "line" | "caller" | "expiresAt">): Approval;
    get(id: string): Approval | undefined;
    decide(id: string, state: "approved" | "denied", by: string): boolean;
  };
  readonly notifier: Notifier;
  /** `channelId` of where requests are shown. */
  readonly channel: string;
  readonly expires: number;
  readonly now: () => number;
}

/** Writes the request down, shows it where it can be decided, and tells whoever asked that they have to wait. */
export function askApproval(
  parts: ApprovalParts,
  caller: Caller,
  line: string,
  { leases, host }: Resource,
  { rule }: Judgement,
): Reply {
  const approval = parts.store.ask({ line, caller, expiresAt: new Date(parts.now() + parts.expires) });
  const targets = leases.map(
    ({ name, database, version, ownerName }) => `${name}: ${database} ${version}, ${ownerName}'s`,
  );
  parts.notifier.tell(parts.channel, {
    tone: "warning",
    title: `${caller.displayName} asks to run ${line}`,
    blocks: [
      {
        kind: "fields",
        fields: {
          Line: line,
          "Asked by": callerId(caller),
          ...(host !== undefined && { Host: host }),
          ...(targets.length > 0 && { About: targets.join("; ") }),
          "Because of": rule,
          Until: approval.expiresAt.toISOString(),
        },
      },
    ],
    actions: [
      { label: "Approve", command: `/longshore approve ${approval.id}` },
      { label: "Deny", command: `/longshore deny ${approval.id}`, danger: true },
    ],
  });
  return {
    tone: "warning",
    title: `This waits for somebody's approval (${approval.id})`,
    blocks: [{ kind: "text", text: `${line}: because of "${rule}". It lapses in ${showDuration(parts.expires)}.` }],
  };
}

/** What `caller` can do about the requests that wait. `run` runs a line as whoever asked, authorised once more. */
export function approvalsOf(
  parts: ApprovalParts,
  caller: Caller,
  run: (asker: Caller, line: string) => AsyncGenerator<Reply, void>,
): Approvals {
  function decided(id: string, state: "approved" | "denied"): Approval {
    const approval = parts.store.get(id);
    if (!approval) throw new Problem("not-found", `There is no request "${id.slice(0, 40)}" that waits.`);
    const { asker, late } = { asker: callerId(approval.caller), late: parts.now() > approval.expiresAt.getTime() };
    if (state === "approved" && asker === callerId(caller)) {
      throw new Problem("not-allowed", "Whoever asks cannot approve.", { hint: "Somebody else has to." });
    }
    if (approval.state === "asked" && late) throw new Problem("not-allowed", "It lapsed: nobody decided in time.");
    if (!parts.store.decide(id, state, callerId(caller))) {
      const { state: was, decidedBy } = parts.store.get(id) ?? approval;
      throw new Problem("not-allowed", `It was ${was} already, by ${decidedBy ?? "somebody"}.`);
    }
    tell(approval, `${caller.displayName} ${state} ${approval.line}`, state === "approved" ? "ok" : "warning");
    return approval;
  }

  /** To where it is decided and to where it was asked, so that everybody sees who decided. */
  function tell({ caller: asker }: Approval, title: string, tone: Reply["tone"]): void {
    for (const channel of new Set([parts.channel, channelId(asker)])) {
      parts.notifier.tell(channel, { tone, title }, ...(channel === parts.channel ? [] : [callerId(asker)]));
    }
  }

  return {
    deny: (id) => decided(id, "denied"),
    async *approve(id) {
      const approval = decided(id, "approved");
      for await (const reply of run(approval.caller, approval.line)) {
        // The answer may hold a password, which is for whoever asked: they see it with /db url.
        const { tone, title, problem } = reply;
        const shown: Reply = { tone, title, ...(problem && { problem }) };
        if (tone !== "working") tell(approval, title, tone);
        yield shown;
      }
    },
  };
}
