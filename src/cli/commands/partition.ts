/**
 * `foretell partition`: who owns which key, how evenly, and what moves when nodes come and go.
 */
import {
  ALGORITHMS,
  type Algorithm,
  type Change,
  changed,
  type Layout,
  layoutOf,
  type Member,
  membersAfter,
} from '../../../models/partitioning/index.js';
import { nearest, oneOf } from '../../scenario/suggest.js';
import { UsageError } from '../exit.js';
import { readKeys } from '../partition/keys.js';
import { checkChange, readNodes } from '../partition/members.js';
import { readOptions } from '../partition/options.js';
import { answer } from '../partition/result.js';
import { checkEffort, checkSettings, readSettings } from '../partition/settings.js';
import { listing, partitionText } from '../partition/text.js';

/** How many keys are named, at most, in the text. */
const NAMED_MAX = 20;

/** `args` is everything behind `foretell partition`. Without any, lists what there is. */
export function partition(args: readonly string[]): void {
  const [word, ...rest] = args;
  if (word === undefined || word === '--help' || word === '-h') {
    process.stdout.write(listing());
    return;
  }
  const algorithm = findAlgorithm(word);
  const { raw, json, changes, ...options } = readOptions(algorithm, rest);
  if (options.nodes === undefined)
    throw new UsageError(`--nodes is missing: how many nodes there are, or their names, such as 10 or a,b,c`);
  const { members, numbered } = readNodes(options.nodes, options.zones);
  checkWeights(algorithm, members);
  const settings = { ...readSettings(algorithm, options.settings), raw };
  checkSettings(algorithm, members, settings);
  const plain = layoutOf(algorithm.name, members, settings);
  const layout = options.bounds === undefined ? plain : withBounds(plain, options.bounds);
  if (raw && algorithm.name === 'range')
    throw new UsageError('range goes by the keys themselves, not by their hashes; leave out --raw');
  const keys = readKeys(options.keys, layout.settings);
  checkEffort(algorithm, members.length, settings, keys.length);
  checkChanges(algorithm, layout, changes, numbered);
  const replicas = options.replicas === undefined ? undefined : readReplicas(options.replicas);
  const result = answer({ algorithm, layout, keys, changes, replicas, numbered });
  const named = Array.from({ length: Math.min(keys.length, NAMED_MAX) }, (_, i) => keys.at(i).text);
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : partitionText(result, named));
}

function findAlgorithm(word: string): Algorithm {
  if (word.startsWith('-'))
    throw new UsageError('the algorithm comes first, as in: foretell partition ring --nodes 10');
  const names = ALGORITHMS.map(({ name }) => name);
  const found = ALGORITHMS.find(({ name }) => name === word.toLowerCase());
  if (found !== undefined) return found;
  const meant = nearest(word, names);
  throw new UsageError(
    `there is no algorithm "${word}"; ${meant === undefined ? `take ${oneOf(names)}` : `did you mean ${meant}?`}`,
  );
}

function checkWeights({ name, weighted }: Algorithm, members: readonly Member[]): void {
  const heavy = members.find(({ weight }) => weight !== 1);
  if (weighted || heavy === undefined) return;
  const others = ALGORITHMS.filter((each) => each.weighted).map((each) => each.name);
  throw new UsageError(
    `${name} knows no weights, but ${heavy.id} has ${heavy.weight}; take ${oneOf(others)}`,
  );
}

/** Each change must be possible when its turn comes. */
function checkChanges(
  algorithm: Algorithm,
  start: Layout,
  changes: readonly Change[],
  numbered: boolean,
): void {
  let layout = start;
  for (const change of changes) {
    const { members, vacant } = layout;
    checkChange(members, change);
    if (change.kind !== 'remove') checkWeights(algorithm, [asMember(change)]);
    if (change.kind === 'add') {
      const next = `${members.length}`;
      if (algorithm.removesLast && numbered && change.member.id !== next)
        throw new UsageError(
          `--add ${change.member.id}: ${algorithm.name} numbers its nodes; the next is ${next}`,
        );
      if (algorithm.name === 'anchor' && vacant.length === 0)
        throw new UsageError(`--add: all ${members.length} buckets are taken; take a larger --capacity`);
    }
    if (change.kind !== 'remove') checkSettings(algorithm, membersAfter(members, change), layout.settings);
    layout = changed(layout, change);
  }
}

const asMember = (change: Exclude<Change, { kind: 'remove' }>): Member =>
  change.kind === 'add' ? change.member : { id: change.id, weight: change.weight, zone: '' };

function withBounds(layout: Layout, text: string): Layout {
  const bounds = text.split(',');
  const wanted = layout.members.length - 1;
  if (bounds.length !== wanted)
    throw new UsageError(
      `--bounds: ${layout.members.length} nodes have ${wanted} bounds between them, not ${bounds.length}`,
    );
  if (bounds.some((bound, i) => bound === '' || (i > 0 && bound <= bounds[i - 1]!)))
    throw new UsageError(`--bounds takes keys in ascending order, such as g,n,t, not "${text}"`);
  return { ...layout, bounds };
}

function readReplicas(text: string): number {
  const count = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(count) && count >= 1 && count <= 100) return count;
  throw new UsageError(`--replicas takes a whole number from 1 to 100, not "${text}"`);
}
