/**
 * Convergence: so long after the last write and the last fault all replicas hold the same, and go on holding it.
 *
 * Members that are down, paused, cut off or under a fault to the end of the run do not count, nor do those that
 * hold no copy. A write may take effect long after its client gave up, when its request comes late; so it counts
 * when it was answered or given up, and when it came. Sees what was held and what clients did, never nodes.
 */
import type { Duration, Instant } from '../kernel/time.js';
import { formatCount, formatDuration, formatInstant } from '../observe/format.js';
import type { Json } from '../observe/history.js';
import type { ContentsRecord, RunRecord } from '../observe/run-record.js';
import type { Expectation, Scenario } from '../scenario/scenario.js';
import { healingOf, overAt } from './healing.js';
import { type Judgement, judgedNothing, judgement } from './judgement.js';
import { isList, sameJson, showJson } from './objects/value.js';

type Converges = Extract<Expectation, { kind: 'converges' }>;
type Member = ContentsRecord['members'][number];

export interface ConvergenceEvidence {
  readonly scenario: Pick<Scenario, 'clients'>;
  readonly record: Pick<RunRecord, 'clients' | 'faults' | 'endedAt' | 'contents'>;
}

export function judgeConvergence({ group, within }: Converges, evidence: ConvergenceEvidence): Judgement {
  const { record } = evidence;
  const contents = record.contents.find((each) => each.group === group);
  if (contents === undefined) return judgedNothing(`nobody looked at what ${group} holds`);
  const { at, after } = settled(group, evidence);
  if (at + within > record.endedAt) {
    const left = formatDuration(Math.max(0, record.endedAt - at));
    return judgedNothing(
      `the run ends ${left} after ${after}, and ${formatDuration(within)} are allowed; a longer duration, or ` +
        `clients that stop asking (until) and faults that end sooner would leave time to see`,
    );
  }
  const members = contents.members.filter((each) => counts(each, record));
  if (members.length < 2 || 2 * members.length <= contents.members.filter(holds).length)
    return judgedNothing(
      `only ${formatCount(members.length, 'member')} of ${group} could talk to each other at the end`,
    );
  const looks = looksFrom(at + within, contents, members, record.endedAt);
  const apart = looks.find((look) => differing(members, look).length > 0);
  const compared = formatCount(members.length, 'member');
  if (apart === undefined) {
    const value = equalSince(members) - at;
    const observed = `${compared} equal ${value <= 0 ? 'at once' : `within ${formatDuration(value)}`}`;
    return judgement('valid', observed, members.length, { value: Math.max(0, value) });
  }
  const reason = explain(members, apart, { at, after, within });
  return judgement('invalid', `${compared} not equal`, members.length, { reason, at: apart });
}

/** Of what ends without a fault's end nobody can expect anything. */
function counts(member: Member, { faults, endedAt }: ConvergenceEvidence['record']): boolean {
  const hit = faults.some(
    (fault) => overAt(fault) >= endedAt && !BETWEEN.includes(fault.kind) && fault.nodes.includes(member.node),
  );
  return member.out === undefined && !hit && holds(member);
}

/** Of these it is known whom they keep apart. */
const BETWEEN: readonly string[] = ['partition', 'hold'];

const holds = ({ last, out }: Member): boolean =>
  out === 'down' || (last !== undefined && out !== 'no replica');

/** Operations that change nothing. */
const READS: readonly string[] = ['read', 'r', 'get', 'peek'];

/** From when on nothing changes any more but by what the nodes do themselves. */
function settled(
  group: string,
  { scenario, record }: ConvergenceEvidence,
): { readonly at: Instant; readonly after: string } {
  const asking = new Set(scenario.clients.filter(({ target }) => target === group).map(({ name }) => name));
  let written = record.contents.find((each) => each.group === group)?.askedAt ?? 0;
  for (const { name, operations } of record.clients) {
    if (!asking.has(name)) continue;
    for (const { f, outcome, completedAt = record.endedAt } of operations)
      if (outcome !== 'fail' && !READS.includes(f)) written = Math.max(written, completedAt);
  }
  const healing = healingOf(record);
  if (healing.last !== undefined && healing.at >= written)
    return { at: healing.at, after: `the end of the last fault, ${healing.last}` };
  return { at: written, after: written === 0 ? 'the start' : 'the last write' };
}

/** The first look from that instant on, and whenever a member was seen to have changed since. */
function looksFrom(
  from: Instant,
  { every }: ContentsRecord,
  members: readonly Member[],
  endedAt: Instant,
): Instant[] {
  const first = Math.min(Math.ceil(from / every) * every, endedAt);
  const changes = members.flatMap(({ series }) => series.map(({ at }) => at).filter((at) => at > first));
  return [...new Set([first, ...changes])].sort((a, b) => a - b);
}

const heldAt = ({ series }: Member, at: Instant): string | undefined =>
  series.findLast((each) => each.at <= at)?.digest;

/** Members that do not hold what most do; none if all hold the same. */
function differing(members: readonly Member[], at: Instant): readonly Member[] {
  const held = members.map((each) => heldAt(each, at));
  const common = held.reduce((a, b) => (countOf(held, b) > countOf(held, a) ? b : a));
  return members.filter((_, i) => held[i] !== common);
}

const countOf = <T>(items: readonly T[], item: T): number => items.filter((each) => each === item).length;

/** When they became equal for good, as far as was looked. */
const equalSince = (members: readonly Member[]): Instant =>
  Math.max(...members.map(({ series }) => series.at(-1)?.at ?? 0));

function explain(
  members: readonly Member[],
  apart: Instant,
  { at, after, within }: { at: Instant; after: string; within: Duration },
): string {
  const odd = differing(members, apart);
  const others = members.filter((each) => !odd.includes(each));
  const [one, other] = [odd[0]!, others[0]!];
  const names = odd.map(({ node }) => node);
  const who =
    names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
  const since = one.series.findLast((each) => each.at <= apart)!;
  const now =
    isStill(one, apart) && isStill(other, apart) ? ` ${difference(one, other)}` : ' They changed after that.';
  return (
    `at ${formatInstant(apart)}, ${formatDuration(apart - at)} after ${after} (${formatInstant(at)}), ${who} did not hold ` +
    `what ${other.node}${others.length > 1 ? ` and ${formatCount(others.length - 1, 'other')}` : ''} held; ` +
    `${formatDuration(within)} are allowed. ${one.node} had not been seen to change since ${formatInstant(since.at)}.${now}`
  );
}

const isStill = ({ series }: Member, at: Instant): boolean => series.at(-1)!.at <= at;

/** The first place in which two contents differ. */
function difference(one: Member, other: Member): string {
  const [path, a, b] = firstDifference(one.last, other.last, '');
  const where = path === '' ? '' : ` at ${path.replace(/^\./, '')}`;
  return `${one.node} holds ${shown(a)}${where}, where ${other.node} holds ${shown(b)}.`;
}

const shown = (value: Json | undefined): string => (value === undefined ? 'nothing' : showJson(value));

type Value = Json | undefined;

function firstDifference(a: Value, b: Value, path: string): readonly [path: string, a: Value, b: Value] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || isList(a) !== isList(b))
    return [path, a, b];
  const [left, right] = [a, b] as readonly { readonly [name: string]: Json }[];
  // Pairs of key and value are told whole.
  const pair = isList(a) && a.length === 2 && typeof a[0] !== 'object';
  const name = Object.keys({ ...left, ...right }).find((key) => !same(left![key], right![key]));
  if (name === undefined || pair) return [path, a, b];
  return firstDifference(left![name], right![name], `${path}${isList(a) ? `[${name}]` : `.${name}`}`);
}

const same = (a: Value, b: Value): boolean => (a === undefined || b === undefined ? a === b : sameJson(a, b));
