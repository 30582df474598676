/** The algorithms, from the plain to the elaborate. */
import { anchor } from './anchor.js';
import { bounded } from './bounded.js';
import { cells } from './cells.js';
import { directory } from './directory.js';
import { jump } from './jump.js';
import { ketama } from './ketama.js';
import { maglev } from './maglev.js';
import { modulo } from './modulo.js';
import { multiProbe } from './multi-probe.js';
import { range } from './range.js';
import { rendezvous } from './rendezvous.js';
import { ring } from './ring.js';
import { shuffle } from './shuffle.js';
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
