/**
 * Reads EDN values out of a text (github.com/edn-format/edn), as JSON values.
 *
 * Knows the notation only, not what a history is. Keywords, symbols and characters become strings, sets
 * and lists arrays, map keys strings; a tagged value is the value. Integers that a double cannot hold
 * become strings of their digits, so that two different ones stay different.
 */
import type { Json } from './history.js';

/** Where and why a text is no EDN. */
export interface EdnFault {
  readonly offset: number;
  readonly expected: string;
  readonly hint: string;
}

export interface EdnReader {
  /** Skips blanks, commas, comments and discarded forms; the offset of the next form, or the text's end. */
  skip(): number;
  /** Moves to an offset. */
  moveTo(offset: number): void;
  /** Reads one value; `undefined` when the text is at fault, which {@link fault} then says. */
  read(): Json | undefined;
  fault(): EdnFault;
  /** Tag of the value that was read last under map key `value`, for Jepsen's tuples. */
  tupleValues(): number;
}

/** Deeper nesting than this is refused, so that no text can exhaust the stack. */
const DEPTH_MAX = 200;
const NAMED_CHARS: ReadonlyMap<string, string> = new Map([
  ['newline', '\n'],
  ['return', '\r'],
  ['space', ' '],
  ['tab', '\t'],
  ['formfeed', '\f'],
  ['backspace', '\b'],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ["'", "'"],
]);
const TUPLE_TAGS: ReadonlySet<string> = new Set(['jepsen.independent/tuple', 'jepsen.independent.tuple']);

function isBlank(code: number): boolean {
  return code === 32 || code === 44 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}

/** Ends a symbol, keyword or number: a blank, a bracket, a string or a comment. */
function isDelimiter(code: number): boolean {
  return (
    isBlank(code) ||
    code === 0x22 || // "
    code === 0x28 || // (
    code === 0x29 || // )
    code === 0x3b || // ;
    code === 0x5b || // [
    code === 0x5d || // ]
    code === 0x7b || // {
    code === 0x7d // }
  );
}

export function createEdnReader(text: string): EdnReader {
  let at = 0;
  let fault: EdnFault | undefined;
  let tuples = 0;
  let lastWasTuple = false;
  const words = new Map<string, string>();

  function fail(offset: number, expected: string, hint = ''): undefined {
    fault ??= { offset, expected, hint };
    return undefined;
  }

  function skip(): number {
    for (;;) {
      const code = text.charCodeAt(at);
      if (isBlank(code)) at++;
      else if (code === 0x3b) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end;
      } else if (code === 0x23 && text.charCodeAt(at + 1) === 0x5f) {
        at += 2;
        if (read(DEPTH_MAX - 20) === undefined) return at;
      } else return at;
    }
  }

  function read(depth: number): Json | undefined {
    const start = skip();
    if (fault !== undefined) return undefined;
    if (depth > DEPTH_MAX) return fail(start, `at most ${DEPTH_MAX} levels of nesting`);
    lastWasTuple = false;
    const code = text.charCodeAt(start);
    if (start >= text.length) return fail(start, 'a value');
    if (code === 0x3a) return readKeyword();
    if (code === 0x22) return readString();
    if (code === 0x7b) return readMap(depth);
    if (code === 0x5b) return readItems(0x5d, ']', depth);
    if (code === 0x28) return readItems(0x29, ')', depth);
    if (code === 0x23) return readDispatch(depth);
    if (code === 0x5c) return readChar();
    if (code === 0x5d || code === 0x29 || code === 0x7d)
      return fail(start, 'a value before the closing bracket');
    return readAtom();
  }

  function readWord(): string {
    const start = at;
    while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++;
    return text.slice(start, at);
  }

  function readKeyword(): Json | undefined {
    const start = at++;
    const word = readWord();
    if (word === '' || word === ':') return fail(start, 'a keyword such as :read', 'a colon needs a name');
    // One string object per keyword: a long history has a handful of them.
    const known = words.get(word);
    if (known !== undefined) return known;
    if (words.size < 1000) words.set(word, word);
    return word;
  }

  function readString(): Json | undefined {
    const start = at++;
    let out = '';
    let from = at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (at >= text.length) return fail(start, 'a closing " for this string');
      if (code === 0x22) break;
      if (code !== 0x5c) {
        at++;
        continue;
      }
      out += text.slice(from, at);
      const escaped = text[at + 1] ?? '';
      if (escaped === 'u') {
        const hex = text.slice(at + 2, at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) return fail(at, 'four hexadecimal digits after \\u');
        out += String.fromCharCode(Number.parseInt(hex, 16));
        at += 6;
      } else {
        const char = ESCAPES.get(escaped);
        if (char === undefined) return fail(at, 'an escape such as \\n, \\t, \\" or \\u0041');
        out += char;
        at += 2;
      }
      from = at;
    }
    out += text.slice(from, at);
    at++;
    return out;
  }

  function readChar(): Json | undefined {
    const start = at++;
    // The first character belongs to it whatever it is: \( and \; are characters.
    const first = text.codePointAt(at);
    if (first === undefined) return fail(start, 'a character after the backslash');
    at += first > 0xffff ? 2 : 1;
    const word = String.fromCodePoint(first) + readWord();
    if (word.length === 1 || [...word].length === 1) return word;
    const named = NAMED_CHARS.get(word);
    if (named !== undefined) return named;
    if (/^u[0-9a-fA-F]{4}$/.test(word)) return String.fromCharCode(Number.parseInt(word.slice(1), 16));
    return fail(start, 'a character such as \\a or \\newline');
  }

  function readItems(close: number, bracket: string, depth: number): Json | undefined {
    const start = at++;
    const items: Json[] = [];
    for (;;) {
      skip();
      if (fault !== undefined) return undefined;
      if (at >= text.length) return fail(start, `a closing ${bracket} for this bracket`);
      if (text.charCodeAt(at) === close) {
        at++;
        lastWasTuple = false;
        return items;
      }
      const item = read(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
  }

  function readMap(depth: number): Json | undefined {
    const start = at++;
    const map: { [key: string]: Json } = {};
    for (;;) {
      skip();
      if (fault !== undefined) return undefined;
      if (at >= text.length) return fail(start, 'a closing } for this map');
      if (text.charCodeAt(at) === 0x7d) {
        at++;
        lastWasTuple = false;
        return map;
      }
      // An event within an event, where a key should be: the outer one was never closed.
      if (depth === 0 && text.charCodeAt(at) === 0x7b) return fail(start, 'a closing } for this map');
      const key = read(depth + 1);
      if (key === undefined) return undefined;
      const afterKey = skip();
      if (text.charCodeAt(afterKey) === 0x7d) return fail(afterKey, 'a value for the last key of this map');
      const value = read(depth + 1);
      if (value === undefined) return undefined;
      const name = typeof key === 'string' ? key : JSON.stringify(key);
      if (lastWasTuple && depth === 0 && name === 'value') tuples++;
      if (name === '__proto__') {
        Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
      } else map[name] = value;
    }
  }

  /** After `#`: a set, a symbolic number, or a tagged value. */
  function readDispatch(depth: number): Json | undefined {
    const start = at++;
    const code = text.charCodeAt(at);
    if (code === 0x7b) return readItems(0x7d, '}', depth);
    if (code === 0x23) {
      at++;
      return readWord(); // ##Inf, ##-Inf, ##NaN: no JSON number, so their names
    }
    const tag = readWord();
    if (tag === '') return fail(start, 'a tag, a set or a discarded form after #');
    const value = read(depth + 1);
    if (value === undefined) return undefined;
    lastWasTuple = TUPLE_TAGS.has(tag) && Array.isArray(value) && value.length === 2;
    return value;
  }

  function readAtom(): Json | undefined {
    const start = at;
    // Short integers are most of every history: read them without slicing.
    let small = 0;
    let code = text.charCodeAt(at);
    const negative = code === 0x2d;
    if (negative) code = text.charCodeAt(++at);
    const digits = at;
    while (code >= 0x30 && code <= 0x39) {
      small = small * 10 + code - 0x30;
      code = text.charCodeAt(++at);
    }
    if (at > digits && at - digits <= 15 && (at >= text.length || isDelimiter(code))) {
      return negative && small !== 0 ? -small : small;
    }
    at = start;
    const word = readWord();
    if (word === 'nil') return null;
    if (word === 'true') return true;
    if (word === 'false') return false;
    return /^[+-]?\d/.test(word) ? readNumber(word, start) : word === '' ? fail(start, 'a value') : word;
  }

  function readNumber(word: string, start: number): Json | undefined {
    if (/^[+-]?\d+N?$/.test(word)) {
      const number = Number(word.replace('N', ''));
      if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
      return word.replace(/^\+/, '').replace('N', '');
    }
    if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?M?$/.test(word)) {
      const number = Number(word.replace('M', ''));
      return Number.isFinite(number) ? (number === 0 ? 0 : number) : word;
    }
    const ratio = /^([+-]?\d+)\/(\d+)$/.exec(word);
    if (ratio !== null && Number(ratio[2]) !== 0) return Number(ratio[1]) / Number(ratio[2]);
    if (/^[+-]?0[xX][0-9a-fA-F]+N?$/.test(word)) return Number.parseInt(word.replace('N', ''), 16);
    return fail(start, 'a number', 'integers, decimals, ratios such as 1/2, and the suffixes N and M');
  }

  return {
    skip,
    moveTo: (offset) => {
      at = offset;
      fault = undefined;
    },
    read: () => read(0),
    fault: () => fault ?? { offset: at, expected: 'a value', hint: '' },
    tupleValues: () => tuples,
  };
}
