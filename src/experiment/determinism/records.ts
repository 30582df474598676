/**
 * The first place where what two runs left behind is not the same: histories, counters, series, measures.
 *
 * Knows nothing of events.
 */
import type { RecordDifference } from '../../observe/determinism.js';
import type { RunRecord } from '../../observe/run-record.js';

const DEPTH_MAX = 100;
const SHOWN_MAX = 60;

/** Looked at before: they say that something differs, and not what. */
const ELSEWHERE: ReadonlySet<string> = new Set(['digest', 'events']);

export function recordDifference(first: RunRecord, second: RunRecord): RecordDifference | null {
  for (const part of Object.keys(first) as (keyof RunRecord)[]) {
    if (ELSEWHERE.has(part)) continue;
    const found = firstDifference(first[part], second[part], '', DEPTH_MAX);
    if (found !== undefined) return { kind: 'record', part, ...found };
  }
  return null;
}

interface Found {
  readonly path: string;
  readonly first: string;
  readonly second: string;
}

function firstDifference(a: unknown, b: unknown, path: string, depth: number): Found | undefined {
  if (Object.is(a, b)) return undefined;
  const differ = { path, first: show(a), second: show(b) };
  if (!isObject(a) || !isObject(b)) return differ;
  if (depth === 0) return undefined;
  if (isList(a) && isList(b)) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const found = firstDifference(a[i], b[i], `${path}[${labelOf(a[i] ?? b[i], i)}]`, depth - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (a instanceof Map && b instanceof Map) return firstDifference([...a], [...b], path, depth - 1);
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const at = path === '' ? key : `${path}.${key}`;
    const found = firstDifference(Reflect.get(a, key), Reflect.get(b, key), at, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** An array, or a typed one. */
const isList = (value: object): value is ArrayLike<unknown> & object =>
  Array.isArray(value) || ArrayBuffer.isView(value);

/** What people know the element by, or its index. */
function labelOf(element: unknown, index: number): string {
  if (!isObject(element) || typeof Reflect.get(element, 'id') === 'number') return String(index);
  const names = ['group', 'node', 'name', 'series', 'rule', 'condition', 'text']
    .map((key): unknown => Reflect.get(element, key))
    .filter((name) => typeof name === 'string');
  return names.length === 0 ? String(index) : names.join(' ');
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = isObject(value) || typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX - 1)}…`;
}
