/** Runs Raft through the chaos scenario and says what was wrong, if anything. */
import { checkLinearizable } from '../../../src/check/linearizability.js';
import { casRegister } from '../../../src/check/objects/register.js';
import { simulate } from '../../../src/experiment/simulate.js';
import type { AnyModel } from '../../../src/model/index.js';
import type { RunRecord } from '../../../src/observe/run-record.js';
import { chaos, models } from './raft-scenarios.js';

const READS = ['read-index', 'lease', 'log'] as const;

/** The first thing wrong in the run with this seed, which also chooses how reads are answered. */
export function chaosVerdict(model: AnyModel, seed: number): string | undefined {
  const record = chaosRecord(model, seed);
  const violation = record.violations[0];
  if (violation !== undefined) return `seed ${seed}, ${violation.rule}: ${violation.explanation}`;
  const result = checkLinearizable(record.clients[0]!.operations, casRegister());
  if (result.verdict === 'valid') return undefined;
  return `seed ${seed}, ${result.verdict}: ${result.reason ?? result.failure?.explanation}`;
}

export const chaosRecord = (model: AnyModel, seed: number): RunRecord =>
  simulate(chaos({ reads: READS[seed % READS.length]! }), models(model), { seed: String(seed), freeze: true })
    .record;
