/**
 * Distributions whose quantile has a closed form: constant, uniform, exponential, lognormal, Weibull.
 *
 * Knows nothing of streams or of the checking of parameters.
 * A uniform u is a multiple of 2^-53, so 1 - u is exact and needs no log1p.
 */

import { exp, expm1, gamma, log, normalCdf, normalQuantile, pow } from '../math.js';
import type { Law } from './law.js';

export function constantLaw(value: number): Law {
  return {
    quantile: () => value,
    below: (x) => (x >= value ? 1 : 0),
    above: (x) => (x >= value ? 0 : 1),
    mean: value,
    variance: 0,
  };
}

export function uniformLaw(low: number, high: number): Law {
  const width = high - low;
  if (width === 0) return constantLaw(low);
  return {
    quantile: (u) => low + u * width,
    below: (x) => (x <= low ? 0 : x >= high ? 1 : (x - low) / width),
    above: (x) => (x <= low ? 1 : x >= high ? 0 : (high - x) / width),
    mean: low + width / 2,
    variance: (width * width) / 12,
  };
}

export function exponentialLaw(mean: number): Law {
  return {
    quantile: (u) => 0 - mean * log(1 - u),
    below: (x) => (x <= 0 ? 0 : -expm1(-x / mean)),
    above: (x) => (x <= 0 ? 1 : exp(-x / mean)),
    mean,
    variance: mean * mean,
  };
}

export function lognormalLaw(mu: number, sigma: number): Law {
  if (sigma === 0) return constantLaw(exp(mu));
  return {
    quantile: (u) => exp(mu + sigma * normalQuantile(to44Bits(u))),
    below: (x) => (x <= 0 ? 0 : normalCdf((log(x) - mu) / sigma)),
    above: (x) => (x <= 0 ? 1 : normalCdf((mu - log(x)) / sigma)),
    mean: exp(mu + (sigma * sigma) / 2),
    variance: expm1(sigma * sigma) * exp(2 * mu + sigma * sigma),
  };
}

/**
 * u with its distance to the nearer end rounded to 44 significant bits. The normal quantile is good to a few
 * units in the last place, so that between neighbouring 53-bit uniforms it may step back; between these not.
 */
function to44Bits(u: number): number {
  const v = u > 0.5 ? 1 - u : u;
  const spread = v * 513; // 2^9 + 1: Veltkamp's split
  const rounded = spread - (spread - v);
  return u > 0.5 ? 1 - rounded : rounded;
}

export function weibullLaw(scale: number, shape: number): Law {
  if (shape === 1) return exponentialLaw(scale);
  const power = 1 / shape;
  const first = gamma(1 + power);
  return {
    quantile: (u) => scale * pow(0 - log(1 - u), power),
    below: (x) => (x <= 0 ? 0 : -expm1(-pow(x / scale, shape))),
    above: (x) => (x <= 0 ? 1 : exp(-pow(x / scale, shape))),
    mean: scale * first,
    variance: scale * scale * (gamma(1 + 2 * power) - first * first),
  };
}
