const HIDDEN = "[redacted]";

/** Names after which a value is a secret: `--password x`, `-e POSTGRES_PASSWORD=x`, `token: x`. */
const NAMED =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|credential|api[-_]?key|private[-_]?key)[\w.-]*["']?(?:\s*[=:]\s*|\s+))("[^"]*"|'[^']*'|\S+)/gi;
/** `postgres://app:x@host`: what stands between the colon and the last @ of a URL's host part. */
const IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/]+(?=@)/gi;

/** A line or a stack as a log may hold it. What is typed is not known to be secret, so this goes by names, and too far rather than not far enough. */
export function redact(text: string): string {
  return text.replaceAll(IN_URL, `$1${HIDDEN}`).replaceAll(NAMED, `$1${HIDDEN}`);
}
