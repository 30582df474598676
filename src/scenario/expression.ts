/**
 * The small call-like expressions of scenario files: `lognormal(p50=1ms, p99=5ms)`, `others(leader(db))`.
 *
 * One tokenizer and parser for all of them; what the words mean is decided by the readers of distributions,
 * selectors, arrivals and expectations. Every problem says at which character it is.
 *
 *     expression = operand [ "+" expression ]
 *     operand    = word [ "(" arguments ")" ] | "quoted text" | "[" expression { "," expression } "]"
 *     argument   = [ word "=" ] expression | expression [ ":" ] expression
 */
import type { ExpressionProblem, Read } from './problem.js';

export type Expression =
  | { readonly kind: 'word'; readonly text: string; readonly offset: number }
  | { readonly kind: 'quoted'; readonly text: string; readonly offset: number }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly offset: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Argument[];
      readonly offset: number;
    };

export interface Argument {
  /** Of `name=value`. */
  readonly name: string | undefined;
  /** The first part of a pair such as `90% exponential(1ms)` or `30s: 500/s`. */
  readonly label: Expression | undefined;
  readonly value: Expression;
  readonly offset: number;
}

export interface Token {
  readonly kind: 'word' | 'quoted' | 'sign' | 'end';
  readonly text: string;
  readonly offset: number;
}

/** Longer expressions are refused, so that nothing below can be slow. */
const LONGEST_EXPRESSION = 1_048_576;
/** Deeper nesting is refused. */
const DEEPEST = 24;

const SIGNS = ['<=', '>=', '==', '<', '>', '(', ')', '[', ']', ',', '=', ':'];
const WORD = /[^\s()[\],=:<>"'{}]+/y;

/** Walks over tokens; `peek` never goes past the `end` token. */
export interface Cursor {
  peek(): Token;
  next(): Token;
}

/** Fails with a problem at a token or expression. */
export const fail = (
  at: { readonly offset: number },
  expected: string,
  received: string,
  hint?: string,
): { readonly ok: false; readonly problem: ExpressionProblem } => ({
  ok: false,
  problem: { offset: at.offset, expected, received, hint },
});

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** Reads one whole expression. */
export function parseExpression(text: string): Read<Expression> {
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  const cursor = cursorOver(tokens.value);
  const expression = readExpression(cursor, 0);
  if (!expression.ok) return expression;
  const rest = cursor.peek();
  return rest.kind === 'end' ? expression : fail(rest, 'the end of the expression', describe(rest));
}

export function tokenize(text: string): Read<readonly Token[]> {
  if (text.length > LONGEST_EXPRESSION)
    return fail({ offset: 0 }, `at most ${LONGEST_EXPRESSION} characters`, `${text.length} characters`);
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    if (/\s/.test(text[offset] ?? '')) {
      offset += 1;
      continue;
    }
    const token = tokenAt(text, offset);
    if (!token.ok) return token;
    tokens.push(token.value);
    offset += token.value.text.length + (token.value.kind === 'quoted' ? 2 : 0);
  }
  tokens.push({ kind: 'end', text: '', offset });
  return ok(tokens);
}

function tokenAt(text: string, offset: number): Read<Token> {
  const sign = SIGNS.find((candidate) => text.startsWith(candidate, offset));
  if (sign !== undefined) return ok({ kind: 'sign', text: sign, offset });
  const quote = text[offset] ?? '';
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, offset + 1);
    if (end < 0) return fail({ offset }, `a closing ${quote}`, 'the end of the expression');
    return ok({ kind: 'quoted', text: text.slice(offset + 1, end), offset });
  }
  WORD.lastIndex = offset;
  const word = WORD.exec(text)?.[0];
  return word === undefined
    ? fail({ offset }, 'an expression', quote)
    : ok({ kind: 'word', text: word, offset });
}

export function cursorOver(tokens: readonly Token[]): Cursor {
  let at = 0;
  const end: Token = tokens[tokens.length - 1] ?? { kind: 'end', text: '', offset: 0 };
  return {
    peek: () => tokens[at] ?? end,
    next: () => tokens[at++] ?? end,
  };
}

/** Reads one expression and leaves the cursor behind it. A sum comes out as a call of `+`. */
export function readExpression(cursor: Cursor, depth: number): Read<Expression> {
  const left = readOperand(cursor, depth);
  if (!left.ok || !isPlus(cursor.peek())) return left;
  cursor.next();
  const right = readExpression(cursor, depth + 1);
  if (!right.ok) return right;
  const args = [left.value, right.value].map((value) => ({
    name: undefined,
    label: undefined,
    value,
    offset: value.offset,
  }));
  return ok({ kind: 'call', name: '+', args, offset: left.value.offset });
}

const isPlus = (token: Token): boolean => token.kind === 'word' && token.text === '+';

function readOperand(cursor: Cursor, depth: number): Read<Expression> {
  const token = cursor.next();
  if (depth > DEEPEST) return fail(token, `at most ${DEEPEST} levels of brackets`, 'more');
  if (token.kind === 'quoted') return ok({ kind: 'quoted', text: token.text, offset: token.offset });
  if (token.kind === 'sign' && token.text === '[') return readList(cursor, token, depth);
  if (token.kind !== 'word') return fail(token, 'an expression', describe(token));
  const { text, offset } = token;
  if (!isSign(cursor.peek(), '(')) return ok({ kind: 'word', text, offset });
  cursor.next();
  const args = readUntil(cursor, ')', (inner) => readArgument(inner, depth + 1));
  return args.ok ? ok({ kind: 'call', name: text, args: args.value, offset }) : args;
}

function readList(cursor: Cursor, open: Token, depth: number): Read<Expression> {
  const items = readUntil(cursor, ']', (inner) => readExpression(inner, depth + 1));
  return items.ok ? ok({ kind: 'list', items: items.value, offset: open.offset }) : items;
}

function readUntil<T>(cursor: Cursor, close: string, item: (cursor: Cursor) => Read<T>): Read<readonly T[]> {
  const items: T[] = [];
  if (isSign(cursor.peek(), close)) {
    cursor.next();
    return ok(items);
  }
  for (;;) {
    const one = item(cursor);
    if (!one.ok) return one;
    items.push(one.value);
    const separator = cursor.next();
    if (isSign(separator, close)) return ok(items);
    if (isSign(separator, ',')) continue;
    const hint =
      separator.kind === 'end' ? `add the missing "${close}"; keep an expression on one line` : undefined;
    return fail(separator, `"," or "${close}"`, describe(separator), hint);
  }
}

function readArgument(cursor: Cursor, depth: number): Read<Argument> {
  const first = readExpression(cursor, depth);
  if (!first.ok) return first;
  const { offset } = first.value;
  if (isSign(cursor.peek(), '=') && first.value.kind === 'word') {
    cursor.next();
    const value = readExpression(cursor, depth);
    return value.ok ? ok({ name: first.value.text, label: undefined, value: value.value, offset }) : value;
  }
  if (isSign(cursor.peek(), ':')) cursor.next();
  else if (!startsExpression(cursor.peek()))
    return ok({ name: undefined, label: undefined, value: first.value, offset });
  const value = readExpression(cursor, depth);
  return value.ok ? ok({ name: undefined, label: first.value, value: value.value, offset }) : value;
}

const startsExpression = (token: Token): boolean =>
  token.kind === 'word' || token.kind === 'quoted' || isSign(token, '[');

export const isSign = (token: Token, text: string): boolean => token.kind === 'sign' && token.text === text;

/** A token or expression in a message. */
export function describe(token: Token): string {
  return token.kind === 'end' ? 'the end of the expression' : `"${token.text}"`;
}

/** An expression as it would be written. */
export function show(expression: Expression): string {
  switch (expression.kind) {
    case 'word':
      return expression.text;
    case 'quoted':
      return `"${expression.text}"`;
    case 'list':
      return `[${expression.items.map(show).join(', ')}]`;
    case 'call':
      if (expression.name === '+') return expression.args.map(showArgument).join(' + ');
      return `${expression.name}(${expression.args.map(showArgument).join(', ')})`;
  }
}

function showArgument({ name, label, value }: Argument): string {
  if (name !== undefined) return `${name}=${show(value)}`;
  return label === undefined ? show(value) : `${show(label)} ${show(value)}`;
}
