/** The algorithms, from the plain to the elaborate. */
import { anchor } from './algorithms/anchor.js';
import { bounded } from './algorithms/bounded.js';
import { cells } from './algorithms/cells.js';
import { directory } from './algorithms/directory.js';
import { jump } from './algorithms/jump.js';
import { ketama } from './algorithms/ketama.js';
import { maglev } from './algorithms/maglev.js';
import { modulo } from './algorithms/modulo.js';
import { multiProbe } from './algorithms/multi-probe.js';
import { range } from './algorithms/range.js';
import { rendezvous } from './algorithms/rendezvous.js';
import { ring } from './algorithms/ring.js';
import { shuffle } from './algorithms/shuffle.js';
import type { Algorithm } from './types.js';

export const ALGORITHMS: readonly Algorithm[] = [
  modulo,
  range,
  directory,
  ring,
  ketama,
  rendezvous,
  jump,
  maglev,
  bounded,
  anchor,
  multiProbe,
  shuffle,
  cells,
];
