/**
 * HyperLogLog: how many different items came, from a few thousand small numbers.
 *
 * Flajolet, Fusy, Gandouet & Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm",
 * AofA 2007, figure 3: m = 2^p registers, each the longest run of leading zeros seen in its part of the hashes. The standard
 * error is about 1.04/√m. Few items are counted by the registers that are still empty (linear counting, Whang et al.
 * 1990); around the change from one to the other, at 2.5 m items, estimates are some 2 % too high, as the authors of its
 * successor show (Heule, Nunkesser & Hall, EDBT 2013, §5.2). With hashes of 64 bits many need no correction (§5.1 there).
 */
import { invariant, log } from '../../../src/model/index.js';
import type { Word } from './hashed.js';

/** Below so many times m, empty registers tell more. */
const FEW = 2.5;

export interface HyperLogLog {
  readonly precision: number;
  readonly registers: number[];
}

export function createHyperLogLog(precision: number): HyperLogLog {
  invariant(precision >= 4 && precision <= 18, 'there are from 16 to 262,144 registers');
  return { precision, registers: new Array<number>(1 << precision).fill(0) };
}

export function observe({ precision, registers }: HyperLogLog, { high, low }: Word): void {
  const register = high >>> (32 - precision);
  const rest = (high << precision) >>> 0;
  const zeros = rest !== 0 ? Math.clz32(rest) : 32 - precision + Math.clz32(low);
  registers[register] = Math.max(registers[register]!, zeros + 1);
}

export function distinct({ registers }: HyperLogLog): number {
  const m = registers.length;
  const empty = registers.filter((register) => register === 0).length;
  const sum = registers.reduce((total, register) => total + halved(register), 0);
  const raw = (alpha(m) * m * m) / sum;
  return raw <= FEW * m && empty > 0 ? m * log(m / empty) : raw;
}

/** Of what either has seen. */
export function union(a: HyperLogLog, b: HyperLogLog): HyperLogLog {
  invariant(a.precision === b.precision, 'only registers of the same number can be compared');
  return { ...a, registers: a.registers.map((register, i) => Math.max(register, b.registers[i]!)) };
}

/** Undoes the bias of the harmonic mean. */
function alpha(m: number): number {
  if (m === 16) return 0.673;
  if (m === 32) return 0.697;
  return m === 64 ? 0.709 : 0.7213 / (1 + 1.079 / m);
}

/** One, halved so often. */
function halved(times: number): number {
  let value = 1;
  for (let i = 0; i < times; i++) value /= 2;
  return value;
}
