import type { Target } from "#core/database.ts";

/** Ways of writing a value so that it comes out unchanged where it is pasted. */

/** `host:port` for a URL: an IPv6 address stands in brackets. */
export function hostAndPort({ address, port }: Pick<Target, "address" | "port">): string {
  return `${bracketed(address)}:${port}`;
}

export function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

/** A part of a URL. `encodeURIComponent` leaves these five, which shells and URL finders in chats trip over. */
export function uriPart(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** One word of a POSIX shell line. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A string literal that JavaScript, Python, Go and YAML all read alike. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text);
}

/** A value in an ADO.NET connection string. */
export function adoValue(text: string): string {
  return /^[^;'"=\s]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

/** `Key=value;Key=value` of ADO.NET. */
export function adoString(pairs: Readonly<Record<string, string | number>>): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${key}=${adoValue(String(value))}`)
    .join(";");
}

/** Lines of an `.env` file. `docker run --env-file` takes quotes literally, so they are written only where a shell needs them. */
export function envLines(variables: Readonly<Record<string, string | number>>): string {
  return Object.entries(variables)
    .map(
      ([name, value]) =>
        `${name}=${/^[\w@%+=:,./?[\]-]*$/.test(String(value)) ? value : JSON.stringify(String(value))}`,
    )
    .join("\n");
}

/** `name=value&name=value` of a URL. */
export function query(parameters: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${uriPart(String(value))}`)
    .join("&");
}
