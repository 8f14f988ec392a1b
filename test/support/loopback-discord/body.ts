import type { Thing, UploadedFile } from "./state.ts";

export interface Body {
  readonly json: Thing;
  readonly files: readonly UploadedFile[];
  /** The names of a form's parts in their order. */
  readonly parts?: readonly string[];
}

/** A request's body: JSON, or a form with `payload_json` and files, as bytes on the wire. */
export async function readBody(bytes: Buffer, contentType: string): Promise<Body> {
  if (bytes.length === 0) return { json: {}, files: [] };
  if (!contentType.startsWith("multipart/form-data")) return { json: JSON.parse(bytes.toString()) as Thing, files: [] };
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();
  const files: UploadedFile[] = [];
  const parts: string[] = [];
  let json: Thing = {};
  for (const [name, value] of form) {
    parts.push(name);
    if (typeof value === "string") {
      if (name === "payload_json") json = JSON.parse(value) as Thing;
    } else files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return { json, files, parts };
}
