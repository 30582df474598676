/** Text in columns: wrapping, two columns side by side, colour or none. Knows nothing of results. */

export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const GAP = 2;
const ESCAPE = String.fromCharCode(27);

/** Colours by ANSI escapes (ECMA-48 SGR), or text left as it is. */
export function painter(color: boolean): Paint {
  const style = (code: number) => (text: string) => (color ? `${ESCAPE}[${code}m${text}${ESCAPE}[0m` : text);
  return { bold: style(1), dim: style(2), red: style(31), green: style(32), yellow: style(33) };
}

/** Breaks a text at spaces into lines of at most `width`; a longer word is broken where it must. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(/\s+/).flatMap((word) => pieces(word, width));
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** The right text at the right edge of the line if both fit, else on lines of its own below. */
export function sideBySide(left: string, right: string, width: number): readonly string[] {
  if (left.length + GAP + right.length <= width) return [left + right.padStart(width - left.length)];
  return [...wrap(left, width), ...wrap(right, width - GAP).map((line) => ' '.repeat(GAP) + line)];
}

/** Cuts a text to `width`, marking that it was cut. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return word === '' ? [] : [word];
  return Array.from({ length: Math.ceil(word.length / width) }, (_, i) =>
    word.slice(i * width, (i + 1) * width),
  );
}
