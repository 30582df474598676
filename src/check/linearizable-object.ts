/** Linearizability of a named object, as expectations ask for it: the search and the specifications together. */
import type { Operation } from '../observe/history.js';
import type { LinearizabilityCheck, LinearizabilityOutcome } from './judgement.js';
import { checkLinearizable } from './linearizability.js';
import { isModelName, MODEL_NAMES, withModel } from './objects/index.js';

/** Judges operations, in order of invocation and key by key, against the object of that name. */
export const linearizableObject: LinearizabilityCheck = (operations, object) => {
  if (!isModelName(object)) {
    return unknown(`there is no object "${object}"`);
  }
  return withModel(object, (model) => {
    const stranger = operations.find(({ f }) => !model.functions.includes(f));
    if (stranger !== undefined) {
      const known = model.functions.join(', ');
      return unknown(`a ${object} has no operation ${stranger.f}, only ${known}${fitting(operations)}`);
    }
    const { verdict, judged, reason, failure } = checkLinearizable(operations, model);
    const window = failure?.window.map(({ id }) => id) ?? [];
    return { verdict, judged, explanation: failure?.explanation ?? reason ?? '', window };
  });
};

/** Which objects have all of these operations. */
function fitting(operations: readonly Operation[]): string {
  const asked = new Set(operations.map(({ f }) => f));
  const fit = MODEL_NAMES.filter((name) =>
    withModel(name, ({ functions }) => [...asked].every((f) => functions.includes(f))),
  );
  return fit.length === 0
    ? ''
    : `; clients say which it is: ${fit.map((name) => `object: ${name}`).join(' or ')}`;
}

const unknown = (explanation: string): LinearizabilityOutcome => ({
  verdict: 'unknown',
  judged: 0,
  explanation,
  window: [],
});
