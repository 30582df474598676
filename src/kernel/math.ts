/**
 * Deterministic mathematics: the only transcendental functions in Foretell, and the one place to import them.
 *
 * ECMAScript leaves the last bits of Math.log, exp, pow and their kin to the engine, and engines differ from
 * version to version. These kernels use + - * /, square root and the words of a double, all of which the
 * standard fixes to the bit, so that a seed means the same run everywhere. They know nothing of randomness,
 * distributions or time.
 */
export { erf, erfc } from './math/erf.js';
export { exp, expm1 } from './math/exp.js';
export { gamma, gammaP, gammaQ, lgamma } from './math/gamma.js';
export { log, log1p } from './math/log.js';
export { normalCdf, normalQuantile } from './math/normal.js';
export { pow } from './math/pow.js';
