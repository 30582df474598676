/**
 * Where a text stops being JSON. `JSON.parse` knows, but says so in words that change between Node
 * versions; this walks the grammar (RFC 8259) once more, only for texts that were refused.
 */
export interface JsonFault {
  readonly offset: number;
  readonly expected: string;
}

const DEPTH_MAX = 200;
/** The first fault in a text that ought to be one JSON value; `undefined` if it is one. */
export function findJsonFault(text: string): JsonFault | undefined {
  const STRING = /"(?:[^"\\\p{Cc}]|\u007f|[\u0080-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
  const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  const LITERAL = /true|false|null/y;
  const BLANK = /[ \t\r\n]*/y;
  let at = 0;

  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return false;
    at += match[0].length;
    return true;
  };
  const takeChar = (char: string): boolean => {
    take(BLANK);
    if (text[at] !== char) return false;
    at++;
    return true;
  };
  const fault = (expected: string): JsonFault => ({ offset: at, expected });

  function value(depth: number): JsonFault | undefined {
    take(BLANK);
    if (depth > DEPTH_MAX) return fault(`at most ${DEPTH_MAX} levels of nesting`);
    if (text[at] === '{') return members(depth);
    if (text[at] === '[') return items(depth);
    if (text[at] === '"') return take(STRING) ? undefined : fault('a string that is closed on its line');
    return take(LITERAL) || take(NUMBER) ? undefined : fault('a JSON value');
  }

  function items(depth: number): JsonFault | undefined {
    at++;
    if (takeChar(']')) return undefined;
    for (;;) {
      const inner = value(depth + 1);
      if (inner !== undefined) return inner;
      if (takeChar(']')) return undefined;
      if (!takeChar(',')) return fault('a comma or ]');
    }
  }

  function members(depth: number): JsonFault | undefined {
    at++;
    if (takeChar('}')) return undefined;
    for (;;) {
      take(BLANK);
      if (!take(STRING)) return fault('a name in double quotes');
      if (!takeChar(':')) return fault('a colon');
      const inner = value(depth + 1);
      if (inner !== undefined) return inner;
      if (takeChar('}')) return undefined;
      if (!takeChar(',')) return fault('a comma or }');
    }
  }

  const inside = value(0);
  if (inside !== undefined) return inside;
  take(BLANK);
  return at < text.length ? fault('nothing more') : undefined;
}
