/**
 * Circumstances: what was going on at one instant of a run, in words: the node's own state, who was in charge,
 * which faults were active. From series and faults; knows no histories.
 */
import type { Instant } from '../../kernel/time.js';
import { formatCount, formatInstant } from '../../observe/format.js';
import { IN_CHARGE } from '../../observe/roles.js';
import type { FaultRecord, RunRecord, SeriesPoint } from '../../observe/run-record.js';

const FAULTS_TOLD_MAX = 3;
const NODES_TOLD_MAX = 4;

/** Sentences; none if the run tracked nothing and injected nothing. `node`: the one that it is about. */
export function circumstances(
  { series, faults }: Pick<RunRecord, 'series' | 'faults'>,
  at: Instant,
  node: string | undefined,
): string {
  const held = valuesAt(series, at);
  const own = held.filter((point) => point.node === node);
  const states = own.map((point) => `${point.series} ${point.value}`);
  const charged = held.filter(({ value }) => IN_CHARGE.includes(String(value)));
  const sentences = [
    node === undefined || states.length === 0 ? '' : `At ${formatInstant(at)} ${node} had ${list(states)}.`,
    charged.length === 0
      ? held.some(({ value }) => typeof value === 'string')
        ? 'Nobody took itself to be in charge then.'
        : ''
      : `${charged.map((point) => `${point.node} was ${point.value} (since ${formatInstant(point.at)})`).join(', ')}.`,
    faultSentence(faults, at, node),
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** The last value of each node's series at that instant. */
function valuesAt(series: readonly SeriesPoint[], at: Instant): readonly SeriesPoint[] {
  const held = new Map<string, SeriesPoint>();
  for (const point of series) {
    if (point.at > at) continue;
    const key = JSON.stringify([point.node, point.series]);
    // A value that is set again holds since it was set first.
    if (held.get(key)?.value !== point.value) held.set(key, point);
  }
  return [...held.values()];
}

function faultSentence(faults: readonly FaultRecord[], at: Instant, node: string | undefined): string {
  if (faults.length === 0) return '';
  const active = faults.filter(({ from, to }) => from <= at && at <= to);
  if (active.length > 0) {
    const told = active.slice(0, FAULTS_TOLD_MAX).map((fault) => `${fault.text}${hit(fault, node)}`);
    const more = active.length - told.length;
    return `Active then: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
  }
  const before = faults.filter(({ to }) => to < at).reduce<FaultRecord | undefined>(later, undefined);
  if (before === undefined) return 'No fault had struck yet.';
  return `No fault was active then; the last one, ${before.text}${hit(before, node)}, had ended at ${formatInstant(before.to)}.`;
}

const later = (last: FaultRecord | undefined, each: FaultRecord): FaultRecord =>
  last === undefined || each.to > last.to ? each : last;

/** Says of the node first whether it was hit. */
function hit({ nodes }: FaultRecord, node: string | undefined): string {
  if (nodes.length === 0) return '';
  const ordered =
    node !== undefined && nodes.includes(node) ? [node, ...nodes.filter((it) => it !== node)] : nodes;
  const more = ordered.length - NODES_TOLD_MAX;
  return ` (hit ${ordered.slice(0, NODES_TOLD_MAX).join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''})`;
}

/** `role follower`, `role follower and term 2`. */
function list(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
