/**
 * The stalest read among those that show something wrong, with who answered it and what had befallen that node.
 *
 * Takes operations and faults; decides nothing.
 */
import type { Instant } from '../../kernel/time.js';
import { formatCount, formatDuration, formatInstant } from '../../observe/format.js';
import { GUARANTEE_OBJECTS } from '../../observe/guarantee-names.js';
import type { Operation } from '../../observe/history.js';
import type { FaultRecord } from '../../observe/run-record.js';
import { overAt } from '../healing.js';
import type { KnownOrder } from '../sessions/order.js';
import { measureStaleness, type StaleRead } from '../staleness.js';

export interface Circumstances {
  readonly object: string;
  readonly faults: readonly FaultRecord[];
  readonly order: KnownOrder | undefined;
}

/** `The read was stale by 340 ms (2 versions), answered by db/3, cut off since 12.1 s.`; empty if none was stale. */
export function tellStalest(
  suspects: readonly Operation[],
  operations: readonly Operation[],
  { object, faults, order }: Circumstances,
): string {
  if (!GUARANTEE_OBJECTS.some((known) => known === object)) return '';
  const shown = new Set(suspects);
  const { stale } = measureStaleness(operations, {
    ...{ object, of: (operation) => shown.has(operation) },
    ...(order !== undefined && { order }),
  });
  const [first] = stale;
  if (first === undefined) return '';
  const worst = stale.reduce((a, b) => (b.time > a.time ? b : a), first);
  const { read } = worst;
  const by = read.node === undefined ? '' : `, answered by ${read.node}`;
  const what = read.output === null ? 'nothing' : JSON.stringify(read.output);
  const fault = faultOn(read.node, faults, worst);
  return (
    `The read of ${what.length > 40 ? `${what.slice(0, 39)}…` : what} at ${formatInstant(read.invokedAt)} was stale by ` +
    `${formatDuration(worst.time)} (${formatCount(worst.versions, 'version')})${by}${fault}.`
  );
}

/** What had befallen the node while it fell behind, the last of it; else what was going on at all. */
function faultOn(
  node: string | undefined,
  faults: readonly FaultRecord[],
  { read, missed }: StaleRead,
): string {
  const during = faults.filter(
    (fault) => fault.from <= (read.completedAt ?? read.invokedAt) && overAt(fault) >= missed.invokedAt,
  );
  const own = during.findLast(({ nodes }) => node !== undefined && nodes.includes(node));
  if (own !== undefined) return `, ${befell(own, read.invokedAt)}`;
  const other = during.at(-1);
  return other === undefined ? '' : `, while ${other.text} was active (since ${formatInstant(other.from)})`;
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['partition', 'cut off'],
  ['hold', 'held back'],
  ['pause', 'paused'],
  ['crash', 'down'],
  ['slow', 'slowed down'],
]);

function befell({ kind, text, from, to }: FaultRecord, at: Instant): string {
  const word = WORDS.get(kind) ?? `under ${text}`;
  const until =
    to < at ? `from ${formatInstant(from)} to ${formatInstant(to)}` : `since ${formatInstant(from)}`;
  return `${word} ${until}`;
}
