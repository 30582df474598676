/**
 * What is known of layouts without making one: balance, movement and lookups in closed form.
 *
 * `undefined` where nothing as simple is known. Pure functions.
 */
import type { Layout } from '../types.js';
import type { ChangeKind } from './measure.js';

/** Those that place each key by itself, each member as likely. */
const UNIFORM: readonly string[] = ['modulo', 'jump', 'rendezvous', 'anchor', 'cells', 'shuffle'];
const OF_POINTS: readonly string[] = ['ring', 'ketama'];

/**
 * Standard deviation of the loads over their mean. The arcs of N V points are exchangeable spacings, so a member's share
 * is Beta(V, V (N - 1)), whose variance over the squared mean is (N - 1) / (N V + 1): about 1/V. Dealing K keys adds a
 * multinomial's (N - 1) / K.
 */
export function standardErrorExpected(
  { algorithm, members, settings }: Layout,
  keys: number,
): number | undefined {
  const n = members.length;
  const isUniform = UNIFORM.includes(algorithm);
  if (!isUniform && !OF_POINTS.includes(algorithm)) return undefined;
  const placing = isUniform ? 0 : (n - 1) / (n * settings.points + 1);
  return Math.sqrt(placing + (n - 1 - placing) / keys);
}

/** Those whose members have shares that are fair on average, and who move nothing else. */
const CONSISTENT: readonly string[] = [...UNIFORM, ...OF_POINTS, 'multi-probe'].filter(
  (name) => name !== 'modulo',
);

/**
 * Shares of the keys. Who leaves has 1/N of them, who joins gets 1/(N + 1), and who counts twice has 2/(N + 1) afterwards;
 * nothing else need move. With modulo only keys stay that leave the same remainder by two numbers that have no factor
 * in common: one in the larger of them.
 */
export function movedExpected(
  { algorithm, members }: Layout,
  kind: ChangeKind,
): { readonly moved: number; readonly least: number } | undefined {
  const n = members.length;
  const least = { leave: 1 / n, join: 1 / (n + 1), double: 2 / (n + 1) - 1 / n }[kind];
  // With ketama everybody's points depend on everybody's weights.
  if (algorithm === 'ketama' && kind === 'double') return undefined;
  if (CONSISTENT.includes(algorithm)) return { moved: least, least };
  if (algorithm !== 'modulo' || kind === 'double') return undefined;
  return { moved: 1 - (kind === 'leave' ? 1 / n : 1 / (n + 1)), least };
}

/**
 * Jump moves to the newest of j buckets with probability 1/j: 1 + 1/2 + … + 1/N jumps. AnchorHash, whose buckets above N have
 * nobody, hashes again where it meets one of them, the j-th of j with probability 1/j: 1 + 1/(N + 1) + … + 1/capacity.
 */
export function looksExpected({ algorithm, members, table }: Layout): number | undefined {
  const n = members.length;
  if (algorithm === 'jump') return reciprocals(1, n);
  return algorithm === 'anchor' ? 1 + reciprocals(n + 1, table.length) : undefined;
}

function reciprocals(from: number, to: number): number {
  let sum = 0;
  for (let i = from; i <= to; i++) sum += 1 / i;
  return sum;
}
