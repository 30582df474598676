/**
 * Rendezvous hashing: each member has a score for each key, and the highest wins.
 *
 * Thaler & Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", IEEE/ACM ToN 6(1), 1998 (HRW). Weights by
 * the logarithm method: with u uniform in (0, 1), the score w / -ln u is highest with odds in proportion to w (Schindelhauer
 * & Schomaker, SPAA 2005; Resch, SNIA 2015). A lookup asks every member; nothing is stored.
 */
import { log } from '../../../src/model/index.js';
import { mix32 } from '../hash/murmur3.js';
import { fraction, type Word } from '../hash/word.js';
import { HASHES } from '../hash.js';
import type { Algorithm, Key, Layout, Partitioner } from '../types.js';

export const rendezvous: Algorithm = {
  name: 'rendezvous',
  about: 'the highest random weight (HRW) of all nodes',
  source: 'Thaler & Ravishankar, IEEE/ACM ToN 6(1), 1998; weights: Resch, SNIA 2015',
  weighted: true,
  reads: ['hash'],
  movesLeast: true,
  asksAll: true,
  build({ members, settings }: Layout): Partitioner {
    const hashes = members.map(({ id }) => HASHES[settings.hash].hash(id));
    const weights = members.map(({ weight }) => weight);
    const score = scorer(hashes, weights);
    const owner = (key: Key) => {
      let best = 0;
      let highest = score(key, 0);
      for (let member = 1; member < members.length; member++) {
        const own = score(key, member);
        if (own > highest) {
          best = member;
          highest = own;
        }
      }
      return best;
    };
    const order = (key: Key) => {
      const scores = members.map((_, member) => score(key, member));
      return members.map((_, member) => member).sort((a, b) => scores[b]! - scores[a]! || a - b);
    };
    return { members, owner, order };
  },
};

/** With equal weights the uniform itself will do: the order is the same, and no logarithm is taken. */
function scorer(hashes: readonly Word[], weights: readonly number[]): (key: Key, member: number) => number {
  const uniform = ({ high, low }: Key, member: number) => draw(high, low, hashes[member]!);
  if (weights.every((weight) => weight === weights[0])) return uniform;
  return (key, member) => weights[member]! / -log(uniform(key, member));
}

/** A uniform in (0, 1) of a key and a member, by two chained finalisers of 32 bits. */
function draw(high: number, low: number, member: Word): number {
  const a = mix32(mix32(low ^ member.low) ^ high ^ member.high);
  const b = mix32(a ^ Math.imul(member.low, 0x9e3779b1) ^ Math.imul(low, 0x85ebca77));
  return fraction(a, b | 0x800);
}
