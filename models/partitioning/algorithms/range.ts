/**
 * Ranges: keys in their order, cut into pieces; a member has all keys from its bound up to the next one's.
 *
 * As Bigtable's tablets (Chang et al., OSDI 2006, §5.1) and HBase's regions. Neighbouring keys stay together, so that
 * scans are cheap and a key that only grows makes the last piece hot. Bounds at the start cut the digits and small
 * letters evenly; real ones come with `split` where the keys are. Keys are compared by UTF-16 code units.
 */
import { invariant } from '../../../src/model/index.js';
import { membersAfter } from '../change.js';
import type { Algorithm, Change, Key, Layout, Member, Partitioner } from '../types.js';
import { inTurn } from './modulo.js';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const BASE = ALPHABET.length;
/** Characters of a bound that count in finding one between two; 36^10 is below 2^53. */
const PLACES = 10;

export const range: Algorithm = {
  name: 'range',
  about: 'keys in their order, cut into pieces',
  source: 'Chang et al. (Bigtable), OSDI 2006, §5.1',
  weighted: false,
  reads: [],
  movesLeast: true,
  build({ members, bounds }: Layout): Partitioner {
    const owner = ({ text }: Key) => rangeOf(bounds, text);
    return { members, owner, order: (key) => inTurn(owner(key), members.length) };
  },
  start: (layout) => ({
    ...layout,
    bounds: layout.members.slice(1).map((_, i) => toText((i + 1) / layout.members.length)),
  }),
  change(layout: Layout, change: Change): Layout {
    if (change.kind === 'add') return split(layout, middleOfWidest(layout.bounds), change.member);
    if (change.kind === 'remove') return merge(layout, change.id);
    return { ...layout, members: membersAfter(layout.members, change) };
  },
};

/** The place of the range that has this key: how many bounds are not behind it. */
export function rangeOf(bounds: readonly string[], key: string): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cuts a range in two: the new member has what is at and behind the key. */
export function split(layout: Layout, key: string, newcomer: Member): Layout {
  const { members, bounds } = layout;
  invariant(!bounds.includes(key) && key !== '', 'a cut leaves something on both sides');
  const at = rangeOf(bounds, key);
  return {
    ...layout,
    members: members.toSpliced(at + 1, 0, newcomer),
    bounds: bounds.toSpliced(at, 0, key),
  };
}

/** Gives a member's range to the one before it, or that of the first to the second. */
export function merge(layout: Layout, id: string): Layout {
  const { members, bounds } = layout;
  const at = members.findIndex((each) => each.id === id);
  invariant(at >= 0 && members.length > 1, 'there is somebody to merge with');
  return { ...layout, members: members.toSpliced(at, 1), bounds: bounds.toSpliced(Math.max(0, at - 1), 1) };
}

function middleOfWidest(bounds: readonly string[]): string {
  const edges = [0, ...bounds.map(toFraction), 1];
  const widths = edges.slice(1).map((edge, i) => edge - edges[i]!);
  const widest = widths.indexOf(widths.reduce((most, width) => Math.max(most, width)));
  const middle = toText(edges[widest]! + widths[widest]! / 2);
  invariant(rangeOf(bounds, middle) === widest, 'there is room between two bounds');
  return middle;
}

/** A text as a fraction in base 36; other characters count as the digit below them. */
function toFraction(text: string): number {
  let fraction = 0;
  let unit = 1 / BASE;
  for (const char of text.slice(0, PLACES)) {
    const above = [...ALPHABET].findIndex((digit) => digit > char);
    fraction += unit * Math.max(0, (above < 0 ? BASE : above) - 1);
    unit /= BASE;
  }
  return fraction;
}

/** The fraction in as few digits as say it, to within rounding. */
function toText(fraction: number): string {
  let rest = fraction;
  let text = '';
  for (let place = 0; place < PLACES && rest > 1e-12; place++) {
    const digit = Math.min(BASE - 1, Math.floor(rest * BASE + 1e-9));
    text += ALPHABET[digit];
    rest = rest * BASE - digit;
  }
  return text.replace(/0+$/, '');
}
