/**
 * A campaign: one mutant is hunted seed by seed until it is found, and what found it is made smaller.
 *
 * On one core, in one thread. Knows nothing of the catalogue's files, nor of tables.
 */
import { signatureOf } from './catalogue.mjs';

/**
 * Hunts from the seed `first` on; `triesMax`: runs that making a case smaller may take. `verdict` is `found`, `missed`, or `wrong` if a checker that is not expected
 * found it first.
 */
export function campaign(mutant, { models, runCase, drawScenario, minimise }, cases, { first, triesMax }) {
  const begun = performance.now();
  const expected = mutant.foundBy.map(signatureOf);
  for (let done = 1; done <= mutant.seeds; done++) {
    const seed = String(first + done - 1);
    const [failure] = runCase(drawScenario(cases, models, seed), models).failures;
    if (failure === undefined) continue;
    const { signature, explanation, expect } = failure;
    const ms = performance.now() - begun;
    const found = { signature, expect, seeds: [seed] };
    const { minimal } = minimise(cases, models, found, { goOn: (tried) => tried < triesMax });
    return {
      verdict: expected.includes(signature) ? 'found' : 'wrong',
      signature,
      explanation,
      seed,
      seeds: done,
      ms,
      shrinkMs: performance.now() - begun - ms,
      tried: minimal.tried,
      faults: minimal.after.faults,
      operations: minimal.after.operations,
      plan: minimal.faults,
    };
  }
  return { verdict: 'missed', seeds: mutant.seeds, ms: performance.now() - begun };
}
