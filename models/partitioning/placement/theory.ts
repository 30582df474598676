/**
 * What is known of layouts without making one: balance, movement and lookups in closed form.
 *
 * `undefined` where nothing as simple is known. Pure functions.
 */
import type { Layout } from '../types.js';

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

/** The leaver's share of the keys, 1/N. With modulo only that much stays, as N and N - 1 have no common factor. */
export function movedExpected({ algorithm, members }: Layout): number | undefined {
  const n = members.length;
  if (algorithm === 'modulo') return 1 - 1 / n;
  return UNIFORM.includes(algorithm) || OF_POINTS.includes(algorithm) || algorithm === 'multi-probe'
    ? 1 / n
    : undefined;
}

/** Jump moves to the newest of j buckets with probability 1/j: 1 + 1/2 + … + 1/N jumps. */
export function looksExpected({ algorithm, members }: Layout): number | undefined {
  if (algorithm !== 'jump') return undefined;
  return members.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
}
