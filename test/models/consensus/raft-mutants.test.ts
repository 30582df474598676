/**
 * Every rule of Raft matters: without it, chaos finds a broken property or a history that no store could
 * have given. The negative controls of `raft-chaos.test.ts`, which is the same with the rules in place.
 */
import { expect, test } from 'vitest';
import { load, MUTANTS } from './mutants.js';
import { chaosVerdict } from './raft-chaos.js';

const SEEDS_MAX = 20;

for (const mutant of MUTANTS) {
  test(`caught: ${mutant.name}`, async () => {
    const { model, remove } = await load(mutant);
    try {
      let found: string | undefined;
      for (let seed = 1; seed <= SEEDS_MAX && found === undefined; seed++) found = chaosVerdict(model, seed);
      expect(found).toBeDefined();
    } finally {
      remove();
    }
  });
}
