/** Linearizability of a named object, as expectations ask for it: the search and the specifications together. */
import type { LinearizabilityCheck, LinearizabilityOutcome } from './judgement.js';
import { checkLinearizable } from './linearizability.js';
import { isModelName, withModel } from './objects/index.js';

/** Judges operations, in order of invocation and key by key, against the object of that name. */
export const linearizableObject: LinearizabilityCheck = (operations, object) => {
  if (!isModelName(object)) {
    return unknown(`there is no object "${object}"`);
  }
  return withModel(object, (model) => {
    const stranger = operations.find(({ f }) => !model.functions.includes(f));
    if (stranger !== undefined) {
      const known = model.functions.join(', ');
      return unknown(`a ${object} has no operation ${stranger.f}, only ${known}`);
    }
    const { verdict, judged, reason, failure } = checkLinearizable(operations, model);
    const window = failure?.window.map(({ id }) => id) ?? [];
    return { verdict, judged, explanation: failure?.explanation ?? reason ?? '', window };
  });
};

const unknown = (explanation: string): LinearizabilityOutcome => ({
  verdict: 'unknown',
  judged: 0,
  explanation,
  window: [],
});
