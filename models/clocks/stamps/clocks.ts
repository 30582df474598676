/**
 * The clocks behind one face: what they stamp, how stamps compare, and what each of them promises.
 *
 * Data over the pieces beside this folder. Pure; knows no messages and no monitor.
 */
import type { Duration, Instant, NodeId } from '../../../src/model/index.js';
import { compareHybrid, type HybridStamp, stampEvent, stampReceipt } from '../hybrid.js';
import { tick, witness } from '../lamport.js';
import { commitStamp, commitWait, trueTime } from '../true-time.js';
import { advance, join, ORIGIN, relation, type Vector } from '../vector.js';

export type Stamp = number | HybridStamp | Vector;

/** What a node knows when it stamps. */
export interface Reading {
  readonly self: NodeId;
  /** Its own clock, which may be wrong. */
  readonly wall: Instant;
  /** By how much it may be wrong, as far as anybody knows. */
  readonly uncertainty: Duration;
}

/**
 * `clock-condition`: what happened before has the earlier stamp (Lamport 1978). `concurrency`: what did not, has not
 * (Mattern 1989). `near-clocks`: a stamp's time is the latest that any clock showed on the way to it (Kulkarni et al.
 * 2014, theorem 2). `external-consistency`: what was asked after another had been answered has the later stamp
 * (Corbett et al. 2012, §4.1.2).
 */
export const RULES = ['clock-condition', 'concurrency', 'near-clocks', 'external-consistency'] as const;
export type Rule = (typeof RULES)[number];

export interface Clock<S> {
  readonly keeps: readonly Rule[];
  /** Before a node's first event. */
  readonly start: S;
  event(last: S, reading: Reading): S;
  /** Of taking in a message stamped `seen`. */
  receipt(last: S, seen: S, reading: Reading): S;
  isBefore(a: S, b: S): boolean;
  /** How long others must not see yet what was stamped so. */
  wait(stamp: S, reading: Reading): Duration;
  /** The time of day that a stamp tells, if it tells any. */
  timeOf?(stamp: S): Instant;
}

const atOnce = (): Duration => 0;
const isLess = (a: number, b: number): boolean => a < b;

const wall: Clock<number> = {
  keeps: [],
  start: 0,
  event: (_last, reading) => reading.wall,
  receipt: (_last, _seen, reading) => reading.wall,
  isBefore: isLess,
  wait: atOnce,
  timeOf: (stamp) => stamp,
};

const lamport: Clock<number> = {
  keeps: ['clock-condition'],
  start: 0,
  event: tick,
  receipt: witness,
  isBefore: isLess,
  wait: atOnce,
};

const hybrid: Clock<HybridStamp> = {
  keeps: ['clock-condition', 'near-clocks'],
  start: { time: 0, count: 0 },
  event: (last, reading) => stampEvent(last, reading.wall),
  receipt: (last, seen, reading) => stampReceipt(last, seen, reading.wall),
  isBefore: (a, b) => compareHybrid(a, b) < 0,
  wait: atOnce,
  timeOf: ({ time }) => time,
};

const vector: Clock<Vector> = {
  keeps: ['clock-condition', 'concurrency'],
  start: ORIGIN,
  event: (last, { self }) => advance(last, self),
  receipt: (last, seen, { self }) => advance(join(last, seen), self),
  isBefore: (a, b) => relation(a, b) === 'before',
  wait: atOnce,
};

const now = (reading: Reading) => trueTime(reading.wall, reading.uncertainty);

/** A message's stamp is not looked at: it was waited for. */
const trueTimeClock: Clock<number> = {
  keeps: ['clock-condition', 'external-consistency'],
  start: 0,
  event: (last, reading) => commitStamp(now(reading), last),
  receipt: (last, _seen, reading) => commitStamp(now(reading), last),
  isBefore: isLess,
  wait: (stamp, reading) => commitWait(now(reading), stamp),
  timeOf: (stamp) => stamp,
};

export const CLOCKS = { wall, lamport, hybrid, vector, 'true-time': trueTimeClock } as const;
export type ClockName = keyof typeof CLOCKS;
export type ClockOf = (name: ClockName) => Clock<Stamp>;

export const clockNamed: ClockOf = (name) => CLOCKS[name];

const BYTES_PER_NUMBER = 8;

/** Of a vector the node is told with each number. */
export function bytesOf(stamp: Stamp): number {
  const numbers = typeof stamp === 'number' ? 1 : 'count' in stamp ? 2 : 2 * stamp.length;
  return BYTES_PER_NUMBER * numbers;
}
