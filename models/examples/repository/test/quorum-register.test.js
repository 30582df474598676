import { assertHolds, loadScenario, testScenario } from 'foretell/testing';
import { test } from 'vitest';
import { quorumRegister } from '../models/quorum-register.js';

const FILE = 'scenarios/quorum-register.yaml';
const models = { '../models/quorum-register.js': quorumRegister };

// The scenario as it is: each thing that it expects is a test.
testScenario(FILE, { models, runs: 3 });

// And whatever goes wrong: faults, network and workload are drawn; what fails is made as small as it gets.
test('a register on a majority is one register', () => {
  assertHolds(loadScenario(FILE, { models }), { runs: 100 });
});
