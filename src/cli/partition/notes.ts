/** What a user should mind in an answer of `foretell partition`. Knows nothing of text but sentences. */

import { type Change, type Member, membersAfter } from '../../../models/partitioning/index.js';
import { formatCount, formatNumber } from '../../observe/format.js';
import type { Question, Spread } from './result.js';

/** A ring is that much more uneven by chance at most. */
const UNEVEN = 1.5;

export function notesOn(question: Question, { space }: Pick<Spread, 'space'>): readonly string[] {
  const { algorithm, layout, changes, replicas = 1 } = question;
  const { members, settings } = layout;
  const notes: string[] = [];
  const last = algorithm.removesLast ? lastBehindOneThatLeaves(members, changes) : undefined;
  if (last !== undefined)
    notes.push(
      `${algorithm.name} numbers its nodes, so all behind the one that leaves move up by one; only the last, ${last}, can leave alone`,
    );
  const room = { shuffle: settings.shardSize, cells: 1 }[algorithm.name] ?? members.length;
  if (replicas > room) notes.push(`each key has room on only ${formatCount(room, 'node')}, not ${replicas}`);
  const alike = members.every(({ weight }) => weight === members[0]!.weight);
  const usual = 1 / Math.sqrt(settings.points);
  if (algorithm.name === 'ring' && alike && members.length >= 20 && space!.standardError > UNEVEN * usual)
    notes.push(
      `${settings.hash} hardly mixes names that are so much alike: with ${settings.points} points a standard error of about ${formatNumber(usual, 2)} is usual; murmur3-128 and xxh64 reach it`,
    );
  return notes;
}

/** Who is last when somebody else leaves. */
function lastBehindOneThatLeaves(start: readonly Member[], changes: readonly Change[]): string | undefined {
  let members = start;
  for (const change of changes) {
    const last = members.at(-1)!.id;
    if (change.kind === 'remove' && change.id !== last) return last;
    members = membersAfter(members, change);
  }
  return undefined;
}
