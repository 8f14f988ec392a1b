/** Ours: what is left out of a message and put into a file is left out in parts of this length. */
const CHUNK_CHARACTERS = 600;

/** A text in parts of at most so many characters: whole lines where they fit, whole words else, whole code points always. */
export function chunksOf(text: string, most = CHUNK_CHARACTERS): readonly string[] {
  const chunks: string[] = [];
  let chunk: string | undefined;
  for (const line of text.split("\n").flatMap((line) => piecesOf(line, most))) {
    const longer: string = chunk === undefined ? line : `${chunk}\n${line}`;
    if (longer.length <= most) chunk = longer;
    else {
      if (chunk !== undefined) chunks.push(chunk);
      chunk = line;
    }
  }
  return [...chunks, ...(chunk === undefined || chunk === "" ? [] : [chunk])];
}

function piecesOf(line: string, most: number): readonly string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > most) {
    const head = rest.slice(0, most).replace(/[\ud800-\udbff]$/, "");
    const blank = head.lastIndexOf(" ");
    const end = blank > most / 2 ? blank + 1 : head.length;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}
