/** What the keys of rows are made of. Knows no tablets. */
import { MILLISECOND, type Request } from '../../../src/model/index.js';
import { mix32 } from '../hash/murmur3.js';
import type { Ctx } from './types.js';

const DIGITS = 8;
const BASE = 36;
/** 36 to the power of 8: all texts of so many digits. */
const TEXTS = 2821109907456;

export function rowKey({ key, id, session }: Request, ctx: Ctx): string {
  const { keyedBy, prefixes } = ctx.params;
  if (keyedBy === 'asked') return digits(Number(key));
  const time = Math.floor(ctx.wallClock() / MILLISECOND);
  if (keyedBy === 'time') return `${digits(time)}-${session}-${id}`;
  const mixed = mix32(time ^ mix32(Math.imul(session, 0x9e3779b1) ^ id)) / 4294967296;
  if (keyedBy === 'hash') return digits(Math.floor(mixed * TEXTS));
  // In the middle of its share of all prefixes, so that ranges cut evenly have as many each.
  const prefix = Math.floor(((Math.floor(mixed * prefixes) + 0.5) * BASE) / prefixes);
  return `${prefix.toString(BASE)}-${digits(time)}-${session}-${id}`;
}

const digits = (n: number): string => n.toString(BASE).padStart(DIGITS, '0');
