/**
 * `--nodes`, `--zones` and what changes: the members, as users write them.
 *
 * `3` is three nodes, numbered from 0; `a,b=2,c@eu` are three by name, one of weight 2, one in a zone. Knows no algorithm.
 */
import { type Change, type Member, member } from '../../../models/partitioning/index.js';
import { nearest } from '../../scenario/suggest.js';
import { UsageError } from '../exit.js';

const NODES_MAX = 1_000_000;
const WEIGHT_MAX = 1e6;

export interface Nodes {
  readonly members: readonly Member[];
  /** Their ids are numbers, given by a count. */
  readonly numbered: boolean;
}

export function readNodes(text: string, zones: string | undefined): Nodes {
  const numbered = /^\d+$/.test(text);
  if (numbered && (Number(text) < 1 || Number(text) > NODES_MAX))
    throw new UsageError(`--nodes takes from 1 to ${NODES_MAX} nodes, not ${text}`);
  const members = numbered
    ? Array.from({ length: Number(text) }, (_, i) => member(`${i}`))
    : text.split(',').map((word) => readMember('--nodes', word));
  if (members.length === 1 && !numbered && Number.isFinite(Number(text)))
    throw new UsageError(`--nodes takes a whole number of nodes, or their names, not "${text}"`);
  const places = new Map(members.map(({ id }, i) => [id, i]));
  const twice = members.find(({ id }, i) => places.get(id) !== i);
  if (twice !== undefined) throw new UsageError(`--nodes names ${twice.id} twice`);
  return { members: zones === undefined ? members : inZones(members, zones), numbered };
}

/** `id`, `id=weight`, `id@zone`, `id=weight@zone`. */
export function readMember(option: string, text: string): Member {
  const [, id = '', weight, zone = ''] = /^([^=@]+)(?:=([^@]*))?(?:@(.+))?$/.exec(text.trim()) ?? [];
  if (id.trim() === '')
    throw new UsageError(
      `${option} takes nodes such as a, a=2 (of weight 2) or a@eu (in a zone), not "${text}"`,
    );
  return member(id, weight === undefined ? 1 : readWeight(option, weight), zone);
}

/** `id=weight`. */
export function readWeightChange(text: string): Change {
  const [, id, weight] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (id === undefined)
    throw new UsageError(`--weight takes a node and its weight, such as a=2, not "${text}"`);
  return { kind: 'weight', id, weight: readWeight('--weight', weight!) };
}

/** Throws unless the change can be made. */
export function checkChange(members: readonly Member[], change: Change): void {
  const ids = members.map(({ id }) => id);
  if (change.kind === 'add') {
    if (ids.includes(change.member.id))
      throw new UsageError(`--add ${change.member.id}: it is there already`);
    return;
  }
  const option = change.kind === 'remove' ? '--remove' : '--weight';
  if (!ids.includes(change.id)) {
    throw new UsageError(`${option}: there is no node ${change.id}; ${hintAt(change.id, ids)}`);
  }
  if (change.kind === 'remove' && ids.length === 1) throw new UsageError('--remove: nobody would be left');
}

function hintAt(id: string, ids: readonly string[]): string {
  // Any digit is near to any other.
  const meant = /^\d+$/.test(id) ? undefined : nearest(id, ids);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return ids.length <= 5
    ? `there are ${ids.join(', ')}`
    : `there are ${ids.slice(0, 3).join(', ')}, … ${ids.at(-1)}`;
}

function readWeight(option: string, text: string): number {
  const weight = Number(text);
  if (text.trim() !== '' && weight > 0 && weight <= WEIGHT_MAX) return weight;
  throw new UsageError(`${option}: a weight is a number above 0, at most ${WEIGHT_MAX}, not "${text}"`);
}

/** A count or names of zones, which take the nodes that have none in turn. */
function inZones(members: readonly Member[], text: string): readonly Member[] {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  const zones =
    count > 0
      ? Array.from({ length: Math.min(count, members.length) }, (_, i) => `zone-${i + 1}`)
      : text.split(',');
  if (zones.some((zone) => zone.trim() === '') || text === '0')
    throw new UsageError(`--zones takes a number of zones or their names, such as 3 or eu,us, not "${text}"`);
  return members.map((each, i) => (each.zone === '' ? { ...each, zone: zones[i % zones.length]! } : each));
}
