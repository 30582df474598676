/**
 * YAML text to plain nodes that know where they are, behind limits that no file can get around.
 *
 * Size, nesting, aliases and keys are checked here, so that nothing later needs to defend itself. Knows YAML
 * (library `yaml`), and nothing of scenarios.
 */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  Parser,
  type YAMLError,
} from 'yaml';
import type { QuantityProblem } from '../model/quantity.js';
import { type Guarded, guardExpressions } from './expression/guard.js';

/** Larger files are refused, in characters. */
export const LARGEST_FILE = 1_048_576;
/** Deeper nesting is refused. */
const DEEPEST = 40;
/** More values than this, aliases expanded, are refused. */
const MOST_NODES = 100_000;
/** No more syntax errors than this are reported: the later ones follow from the earlier ones. */
const MOST_SYNTAX_ERRORS = 5;

export type Node =
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly offset: number }
  | { readonly kind: 'list'; readonly items: readonly Node[]; readonly offset: number }
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      /** As it stands in the file, without quotes. */
      readonly text: string;
      readonly offset: number;
      /** The characters of `text` stand in the file one by one from `offset` on. */
      readonly exact: boolean;
    };

export interface Entry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: Node;
}

export interface FoundProblem extends QuantityProblem {
  readonly offset: number;
}

type DocumentResult =
  | { readonly ok: true; readonly root: Node }
  | { readonly ok: false; readonly problems: readonly FoundProblem[] };

/** Parses one YAML document. Every problem is returned; none is thrown, whatever the text. */
export function readDocument(text: string): DocumentResult {
  if (text.length > LARGEST_FILE) {
    const received = `${(text.length / LARGEST_FILE).toFixed(1)} MiB`;
    return refuse(0, 'a scenario file of at most 1 MiB', received, 'large data belongs in a file of its own');
  }
  const guarded = guardExpressions(text);
  const tokens = [...new Parser().parse(guarded.text)];
  const tooDeep = deepToken(tokens);
  if (tooDeep !== undefined)
    return refuse(tooDeep, `at most ${DEEPEST} levels of nesting`, 'more', undefined);
  const documents = composed(tokens, guarded.text);
  const problems = documents.flatMap((document) => syntaxProblems(document, guarded));
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, MOST_SYNTAX_ERRORS) };
  const [first, second] = documents;
  if (second !== undefined) {
    const at = second.contents?.range?.[0] ?? second.range[0];
    return refuse(at, 'one scenario in one file', 'a second document after ---', 'remove the ---');
  }
  if (first?.contents == null)
    return refuse(0, 'a scenario', 'an empty file', 'foretell new writes one to start from');
  return convert(first.contents as ParsedNode, text, guarded);
}

const refuse = (
  offset: number,
  expected: string,
  received: string,
  hint: string | undefined,
): DocumentResult => ({ ok: false, problems: [{ offset, expected, received, hint }] });

function composed(tokens: readonly CST.Token[], text: string): readonly Document.Parsed[] {
  const options = {
    lineCounter: new LineCounter(),
    prettyErrors: false,
    // The library compares every pair of keys; ours is linear and says where the first one is.
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  } as const;
  return [...new Composer(options).compose(tokens, true, text.length)] as Document.Parsed[];
}

/**
 * Where the text first nests too deeply. Found on the flat output of the library's parser, which does not
 * recurse; its composer does, and a deep enough file would end the whole process.
 */
function deepToken(tokens: readonly CST.Token[]): number | undefined {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > DEEPEST) return token.offset;
    for (const inner of innerTokens(token)) open.push({ token: inner, depth: depth + 1 });
  }
  return undefined;
}

function innerTokens(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  const inner: CST.Token[] = [];
  for (const item of token.items) {
    if (item.key) inner.push(item.key);
    if (item.value) inner.push(item.value);
  }
  return inner;
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['TAB_AS_INDENT', 'indent with spaces'],
  ['BLOCK_AS_IMPLICIT_KEY', 'put quotes around a value that contains ": "'],
  ['BAD_INDENT', 'entries of one section begin in the same column'],
  ['MULTIPLE_DOCS', 'one scenario in one file'],
]);

function syntaxProblems(document: Document.Parsed, { restore }: Guarded): readonly FoundProblem[] {
  const found: readonly YAMLError[] = [...document.errors, ...document.warnings];
  return found.map(({ pos, message, code }) => ({
    offset: pos[0],
    expected: 'valid YAML',
    received: restore(message),
    hint: message.startsWith('Flow ') ? 'a bracket is not closed, or closed twice' : HINTS.get(code),
  }));
}

function convert(contents: ParsedNode, text: string, { restore }: Guarded): DocumentResult {
  const problems: FoundProblem[] = [];
  const anchors = new Map<string, ParsedNode>();
  let visited = 0;
  const tooMany = (): boolean => visited > MOST_NODES;

  function walk(node: ParsedNode | null, offset: number, depth: number): Node {
    visited += 1;
    const at = node?.range?.[0] ?? offset;
    if (node === null) return { kind: 'scalar', value: null, text: '', offset: at, exact: false };
    if (depth > DEEPEST || tooMany()) {
      if (problems.length === 0) problems.push(bomb(at));
      return { kind: 'scalar', value: null, text: '', offset: at, exact: false };
    }
    if (isAlias(node)) return expand(node.source, at, depth);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isMap(node)) return { kind: 'map', entries: entriesOf(node.items, depth), offset: at };
    if (isSeq(node)) {
      const items = node.items.map((item) =>
        tooMany() ? undefined : walk(item as ParsedNode, at, depth + 1),
      );
      return { kind: 'list', items: items.filter((item) => item !== undefined), offset: at };
    }
    return scalar(node, at);
  }

  function expand(anchor: string, at: number, depth: number): Node {
    const target = anchors.get(anchor);
    if (target !== undefined) return walk(target, at, depth + 1);
    problems.push({
      offset: at,
      expected: `an anchor &${anchor} above`,
      received: `*${anchor}`,
      hint: undefined,
    });
    return { kind: 'scalar', value: null, text: '', offset: at, exact: false };
  }

  function entriesOf(pairs: readonly { key: unknown; value: unknown }[], depth: number): readonly Entry[] {
    const seen = new Set<string>();
    const entries: Entry[] = [];
    for (const pair of pairs) {
      if (tooMany()) break;
      const key = pair.key as ParsedNode;
      const keyOffset = key?.range?.[0] ?? 0;
      if (!isScalar(key)) {
        problems.push({
          offset: keyOffset,
          expected: 'a word as key',
          received: 'a list or section',
          hint: undefined,
        });
        continue;
      }
      const name = restore(String(key.source ?? key.value));
      if (seen.has(name))
        problems.push({
          offset: keyOffset,
          expected: 'each key once',
          received: `${name} a second time`,
          hint: undefined,
        });
      else
        entries.push({
          key: name,
          keyOffset,
          value: walk(pair.value as ParsedNode | null, keyOffset, depth + 1),
        });
      seen.add(name);
    }
    return entries;
  }

  function scalar(node: ParsedNode, at: number): Node {
    const { value, source, type } = node as { value: unknown; source?: string; type?: string };
    const quoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
    const written = restore(source ?? '');
    const offset = quoted ? at + 1 : at;
    const plain = typeof value === 'number' || typeof value === 'boolean' || value === null ? value : written;
    return { kind: 'scalar', value: plain, text: written, offset, exact: text.startsWith(written, offset) };
  }

  const root = walk(contents, 0, 0);
  return problems.length === 0 ? { ok: true, root } : { ok: false, problems };
}

const bomb = (offset: number): FoundProblem => ({
  offset,
  expected: `at most ${MOST_NODES} values, ${DEEPEST} levels deep, aliases expanded`,
  received: 'more',
  hint: 'an alias that contains itself, or aliases of aliases',
});
