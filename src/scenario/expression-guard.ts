/**
 * Lets expressions stand unquoted inside YAML's braces: `{ timeout: uniform(150ms, 300ms), beat: 50ms }`.
 *
 * To YAML a comma inside braces ends a value, so it would split `uniform(150ms, 300ms)` in two. Before YAML
 * sees the text, the characters that mean something to it are replaced, inside the brackets of a call on one
 * line, by stand-ins of the same length; every value is turned back after parsing. Positions stay exact, and
 * replacing too much does no harm, as comments and quoted text are turned back like everything else.
 *
 * Knows text only. Files meant for other YAML tools should quote such values; `print.ts` does.
 */

const MEANINGFUL = [',', ':', '[', ']', '{', '}'];
const STAND_INS = ['\uE000', '\uE001', '\uE002', '\uE003', '\uE004', '\uE005'];

export interface Guarded {
  readonly text: string;
  /** Turns stand-ins in a part of the text back. */
  restore(part: string): string;
}

export function guardExpressions(text: string): Guarded {
  const plain: Guarded = { text, restore: (part) => part };
  if (STAND_INS.some((character) => text.includes(character))) return plain;
  const guarded = text
    .split('\n')
    .map((line) => (line.includes('(') ? guardLine(line) : line))
    .join('\n');
  if (guarded === text) return plain;
  return { text: guarded, restore: (part) => replaceAll(part, STAND_INS, MEANINGFUL) };
}

function guardLine(line: string): string {
  let result = '';
  let done = 0;
  for (const [from, to] of callsIn(line)) {
    result += line.slice(done, from) + replaceAll(line.slice(from, to), MEANINGFUL, STAND_INS);
    done = to;
  }
  return result + line.slice(done);
}

/** The outermost `(…)` that follow a word, as ranges; what is quoted does not count. */
function callsIn(line: string): readonly (readonly [from: number, to: number])[] {
  const open: number[] = [];
  const found: [number, number][] = [];
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (character === '"' || character === "'") at = endOfQuoted(line, at);
    else if (character === '(') open.push(at);
    else if (character === ')') {
      const from = open.pop();
      if (from === undefined || !/[\w-]/.test(line[from - 1] ?? '')) continue;
      while (found.length > 0 && (found[found.length - 1]?.[0] ?? 0) > from) found.pop();
      found.push([from, at]);
    }
  }
  return found;
}

/** Where quoted text that begins here ends; here, if this quote does not begin any. */
function endOfQuoted(line: string, at: number): number {
  const quote = line[at];
  if (at > 0 && !/[\s,:[{(=]/.test(line[at - 1] ?? '')) return at;
  for (let end = at + 1; end < line.length; end++) {
    if (line[end] === '\\' && quote === '"') end += 1;
    else if (line[end] === quote) return end;
  }
  return at;
}

function replaceAll(text: string, from: readonly string[], to: readonly string[]): string {
  let result = '';
  for (const character of text) {
    const index = from.indexOf(character);
    result += index < 0 ? character : (to[index] ?? character);
  }
  return result;
}
