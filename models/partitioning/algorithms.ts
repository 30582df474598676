/** The algorithms by name. */
import { modulo } from './modulo.js';
import { rendezvous } from './rendezvous.js';
import { ring } from './ring.js';
import type { Algorithm } from './types.js';

export const ALGORITHMS: readonly Algorithm[] = [modulo, ring, rendezvous];
