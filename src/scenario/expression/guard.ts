/**
 * Lets expressions stand unquoted inside YAML's braces: `{ timeout: uniform(150ms, 300ms), beat: 50ms }`.
 *
 * To YAML a comma inside braces ends a value, so it would split `uniform(150ms, 300ms)` in two. Before YAML
 * sees the text, the characters that mean something to it are replaced, inside the brackets of a call, by stand-ins of the same length; every value is turned back after parsing. Positions stay exact, and
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
  const calls = callsIn(text);
  if (calls.length === 0) return plain;
  let guarded = '';
  let done = 0;
  for (const [from, to] of calls) {
    guarded += text.slice(done, from) + replaceAll(text.slice(from, to), MEANINGFUL, STAND_INS);
    done = to;
  }
  return { text: guarded + text.slice(done), restore: (part) => replaceAll(part, STAND_INS, MEANINGFUL) };
}

/** A call may go on in the next line if it looks like nothing else, and is no longer than this. */
const LONGEST_WRAPPED = 300;
const PLAIN_ARGUMENTS = /^[\w\s.,%/=()µ+-]*$/;

/** The outermost `(…)` that follow a word, as ranges; what is quoted does not count. */
function callsIn(text: string): readonly (readonly [from: number, to: number])[] {
  let open: number[] = [];
  const found: [number, number][] = [];
  let lineStart = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'") at = endOfQuoted(text, at);
    else if (character === '(') open.push(at);
    else if (character === '\n') {
      open = goesOn(text, open[0], at) ? open : [];
      lineStart = at + 1;
    } else if (character === ')') {
      const from = open.pop();
      if (from === undefined || !/[\w-]/.test(text[from - 1] ?? '')) continue;
      while (found.length > 0 && (found[found.length - 1]?.[0] ?? 0) > from) found.pop();
      if (from >= lineStart || goesOn(text, from, at)) found.push([from, at]);
    }
  }
  return found;
}

function goesOn(text: string, from: number | undefined, end: number): boolean {
  if (from === undefined || end - from > LONGEST_WRAPPED) return false;
  return PLAIN_ARGUMENTS.test(text.slice(from, end));
}

/** Where quoted text that begins here ends, on this line; here, if this quote does not begin any. */
function endOfQuoted(text: string, at: number): number {
  const quote = text[at];
  if (at > 0 && !/[\s,:[{(=]/.test(text[at - 1] ?? '')) return at;
  for (let end = at + 1; end < text.length && text[end] !== '\n'; end++) {
    if (text[end] === '\\' && quote === '"') end += 1;
    else if (text[end] === quote) return end;
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
