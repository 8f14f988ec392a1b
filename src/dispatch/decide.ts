import type { Foreign, Resource } from "#core/audit.ts";
import { callerId, channelId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Access, Command } from "#core/command.ts";
import { imageSpellings } from "#core/docker-run/grammar/images.ts";
import type { Policy, Rule, Weighed } from "#core/policy.ts";
import { authorise, covers } from "./authorise.ts";

export interface Asked {
  readonly caller: Caller;
  readonly path: string;
  readonly command: Pick<Command, "access">;
  readonly resource: Resource;
}

export interface Judgement {
  readonly decision: Rule["effect"];
  readonly role: Access | undefined;
  /** For the caller. */
  readonly reason: string;
  /** Its name, for the audit. */
  readonly rule: string;
  readonly weighed: readonly Weighed[];
}

/** What the caller's role says when no rule of the settings applies. */
const BY_ROLE = "role";
const STRICTNESS = { deny: 2, approve: 1, allow: 0 } as const;

/**
 * The one place that says yes or no, for a line, a button, a form, a schedule and an approval alike. Of the rules that
 * apply the most specific one counts, of equals the strictest; when none applies, the caller's role; without one, no.
 */
export function decide(asked: Asked, { grants, rules }: Policy): Judgement {
  const { caller, command, resource } = asked;
  const base = authorise(caller, command, grants);
  if (command.access === "anyone") {
    return { decision: "allow", role: base.role, reason: base.reason, rule: "anyone", weighed: [] };
  }
  const named = [
    ...resource.leases.map(({ host, image, owner }) => ({ host, images: [image], owner })),
    ...(resource.others ?? []),
  ];
  const judged = (named.length === 0 ? [undefined] : named).map((thing) => judge(asked, thing, rules, base));
  // Of a name that two hosts know, and of several names, each is judged; the strictest answer holds.
  const [first, ...others] = judged;
  if (!first) throw new Error("nothing was judged");
  return others.reduce((worst, next) => (STRICTNESS[next.decision] > STRICTNESS[worst.decision] ? next : worst), first);
}

/** Whether there is anything this command could do for this caller: for help, menus and completion. */
export function couldDo(caller: Caller, path: string, command: Pick<Command, "access">, policy: Policy): boolean {
  const role = authorise(caller, command, policy.grants).role;
  const mine = policy.rules.filter(
    (rule) =>
      mismatch({ ...rule, host: undefined, image: undefined, owner: undefined }, { caller, path }, role) === undefined,
  );
  if (mine.some((rule) => isConditional(rule) && rule.effect !== "deny")) return true;
  const always = { ...policy, rules: mine.filter((rule) => !isConditional(rule)) };
  return decide({ caller, path, command, resource: { leases: [] } }, always).decision !== "deny";
}

function isConditional({ host, image, owner }: Rule): boolean {
  return host !== undefined || image !== undefined || owner !== undefined;
}

function judge(
  asked: Asked,
  thing: Foreign | undefined,
  rules: readonly Rule[],
  base: ReturnType<typeof authorise>,
): Judgement {
  const ordered = rules.toSorted(
    (a, b) => specificity(b) - specificity(a) || STRICTNESS[b.effect] - STRICTNESS[a.effect],
  );
  const target = {
    caller: asked.caller,
    path: asked.path,
    host: thing?.host ?? asked.resource.host,
    images: thing?.images ?? asked.resource.images ?? [],
    owner: thing?.owner ?? callerId(asked.caller),
  };
  const weighed = ordered.map((rule): Weighed => {
    const why = mismatch(rule, target, base.role);
    return { rule: rule.name, effect: rule.effect, applies: why === undefined, why: why ?? "everything in it fits" };
  });
  const winner = weighed.find(({ applies }) => applies);
  const byRole: Weighed = {
    rule: BY_ROLE,
    effect: base.allowed ? "allow" : "deny",
    applies: winner === undefined,
    why: base.reason,
  };
  return {
    decision: (winner ?? byRole).effect,
    role: base.role,
    reason: winner ? `The rule "${winner.rule}" says so.` : base.reason,
    rule: winner ? winner.rule : `${BY_ROLE}: ${base.role ?? "none"}`,
    weighed: [...weighed, byRole],
  };
}

/** A condition that names something exactly counts two, one with a star in it counts one. */
function specificity({ who, command, host, image, owner, channel }: Rule): number {
  return [who, command, host, image, owner, channel]
    .filter((condition) => condition !== undefined)
    .reduce((sum, condition) => sum + (condition.some((text) => text.includes("*")) ? 1 : 2), 0);
}

interface Target {
  readonly caller: Caller;
  readonly path: string;
  readonly host?: string | undefined;
  readonly images?: readonly string[];
  readonly owner?: string | undefined;
}

/** Why a rule does not apply; undefined when it does. */
function mismatch(rule: Rule, target: Target, role: Access | undefined): string | undefined {
  const { caller, images = [] } = target;
  const spelled = rule.image ? images.flatMap(imageSpellings) : [];
  const self = callerId(caller);
  const checks: readonly (readonly [
    condition: readonly string[] | undefined,
    fits: (text: string) => boolean,
    what: string,
  ])[] = [
    [rule.who, (text) => text === role || covers(text, caller), "you are none of"],
    [rule.command, (text) => fits(text, target.path), `"${target.path}" is none of`],
    [rule.host, (text) => fits(text, target.host), `host "${target.host ?? "none"}" is none of`],
    [rule.image, (text) => spelled.some((image) => fits(text, image)), `image "${images[0] ?? "none"}" is none of`],
    [rule.owner, (text) => ownerFits(text, target.owner, self), "the owner is none of"],
    [rule.channel, (text) => fits(text, channelId(caller)), "this channel is none of"],
  ];
  const failed = checks.find(([condition, fit]) => condition && !condition.some(fit));
  return failed && `${failed[2]} ${failed[0]?.join(", ")}`;
}

function ownerFits(text: string, owner: string | undefined, self: string): boolean {
  if (text === "self") return owner === self;
  if (text === "others") return owner !== undefined && owner !== self;
  return fits(text, owner);
}

/** A star stands for any text; all else is exact. */
function fits(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
