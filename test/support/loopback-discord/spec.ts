import { Ajv2020 } from "ajv/dist/2020.js";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";

type Schema = Record<string, unknown>;

/** Discord's own description of its API: what a body may have, and nothing else. */
export interface Spec {
  /** `POST /channels/{channel_id}/messages`: whether Discord has such a call. */
  has(method: string, path: string): boolean;
  /** What is wrong with this as a schema of that name, its place first; undefined when nothing is. */
  faultOf(name: string, value: unknown): string | undefined;
}

let loaded: Promise<Spec> | undefined;

/** Read and compiled once a process, when it is first asked for: these schemas and what they are made of. */
export function loadSpec(roots: readonly string[]): Promise<Spec> {
  return (loaded ??= load(roots));
}

async function load(roots: readonly string[]): Promise<Spec> {
  // Discord's OpenAPI document as zod schemas, which is what npm has of it. Its types are sources that our compiler does not take.
  const [{ pathsList }, schemas] = (await Promise.all(
    ["discord-api-spec", "discord-api-spec/zod"].map((name) => import(name)),
  )) as [{ pathsList: Readonly<Record<string, readonly string[]>> }, Readonly<Record<string, z.ZodType>>];
  const all = Object.entries(schemas).filter(([name]) => name.endsWith(END));
  const metadata = z.registry<{ id: string }>();
  for (const [name, schema] of all) metadata.add(schema, { id: name.slice(0, -END.length) });
  const asked = z.object(Object.fromEntries(all.filter(([name]) => roots.includes(name.slice(0, -END.length)))));
  // Written out like this it is closed: an object takes the keys it names. `any` is for one alternative, "undefined".
  const written = z.toJSONSchema(asked, { metadata, unrepresentable: "any", io: "output" });
  const defs = written.$defs as Schema;
  ajv.addSchema(amended({ $id: "discord", $defs: defs }, defs) as Schema);
  const compiled = new Map(roots.map((name) => [name, compile(name)]));

  return {
    has: (method, path) => (pathsList[method.toLowerCase()] ?? []).includes(path),
    faultOf(name, value) {
      const validate = compiled.get(name) ?? compile(name);
      return validate(value) ? undefined : worst(validate.errors ?? []);
    },
  };
}

function compile(name: string): ValidateFunction {
  const compiled = ajv.getSchema(`discord#/$defs/${name}`);
  if (!compiled) throw new Error(`Discord's specification has no schema ${name}`);
  return compiled as ValidateFunction;
}

const END = "Schema";

const ajv = new Ajv2020({
  strict: false,
  // The rules know which text has to be what; of the formats only one is ours, and that is checked there.
  validateFormats: false,
  // Lengths are UTF-16 units: Discord does not say what it counts, and this is the stricter.
  unicode: false,
  logger: false,
  // Half of the time to compile, for code that runs a few times.
  code: { optimize: false },
});

/** What Discord's documentation says and its specification does not, by schema. */
const ALSO: Readonly<Record<string, Schema>> = {
  ApplicationCommandUpdateRequest: {
    default_member_permissions: {
      anyOf: [{ type: "string", pattern: "^\\d+$" }, { type: "number" }, { type: "null" }],
    },
    nsfw: { type: "boolean" },
  },
  ...Object.fromEntries(
    [
      "IncomingWebhookInteractionRequest",
      "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
      "IncomingWebhookRequestPartial",
      "IncomingWebhookUpdateRequestPartial",
    ].map((name) => [
      name,
      // discord.js has these in every message.
      { tts: { type: "boolean" }, nonce: { type: ["string", "number"] }, enforce_nonce: { type: "boolean" } },
    ]),
  ),
};

/** With what is missing, and alternatives chosen by their `type`, so that a fault is told of the one that was meant. */
function amended(schema: unknown, defs: Schema, name?: string): unknown {
  if (Array.isArray(schema)) return schema.map((one: unknown) => amended(one, defs));
  if (typeof schema !== "object" || schema === null) return schema;
  const { $defs, properties, anyOf, ...rest } = schema as Schema;
  const all = (part: unknown, named = false) =>
    Object.fromEntries(
      Object.entries(part as Schema).map(([key, value]) => [key, amended(value, defs, named ? key : undefined)]),
    );
  return {
    ...all(rest),
    ...(properties !== undefined && { properties: { ...all(properties), ...(name !== undefined && ALSO[name]) } }),
    ...(Array.isArray(anyOf) && alternatives(anyOf as readonly Schema[], defs)),
    ...($defs !== undefined && { $defs: all($defs, true) }),
  };
}

function alternatives(anyOf: readonly Schema[], defs: Schema): Schema {
  const types = anyOf.map(({ $ref }) => typeOf(defs[String($ref).replace("#/$defs/", "")] as Schema | undefined));
  const differ = types.length > 1 && !types.includes(undefined) && new Set(types).size === types.length;
  if (!differ) return { anyOf: anyOf.map((one) => amended(one, defs)) };
  const branches = anyOf.map((one, index) => ({
    if: { properties: { type: { not: { const: types[index] } } } },
    else: one,
  }));
  return { type: "object", required: ["type"], properties: { type: { enum: types } }, allOf: branches };
}

function typeOf(schema: Schema | undefined): unknown {
  return (schema?.["properties"] as { type?: { const?: unknown } } | undefined)?.type?.const;
}

/** Of the many faults of many alternatives the one that is furthest in. */
function worst(errors: readonly ErrorObject[]): string {
  const [first] = errors.toSorted((one, other) => depth(other) - depth(one));
  if (!first) return "not what Discord takes";
  const { instancePath, message, params } = first;
  const key = (params as { additionalProperty?: string }).additionalProperty;
  return `${instancePath || "/"} ${message}${key === undefined ? "" : `: ${key}`}`;
}

function depth({ instancePath }: ErrorObject): number {
  return instancePath.split("/").length;
}
