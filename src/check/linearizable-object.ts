/** Linearizability of a named object, as expectations ask for it: the search and the specifications together. */
import type { LinearizabilityCheck } from './judgement.js';
import { checkLinearizable } from './linearizability.js';
import { isModelName, withModel } from './objects/index.js';

/** Judges operations, in order of invocation and key by key, against the object of that name. */
export const linearizableObject: LinearizabilityCheck = (operations, object) => {
  if (!isModelName(object)) {
    return { verdict: 'unknown', judged: 0, explanation: `there is no object "${object}"`, window: [] };
  }
  const { verdict, judged, reason, failure } = withModel(object, (model) =>
    checkLinearizable(operations, model),
  );
  return {
    verdict,
    judged,
    explanation: failure?.explanation ?? reason ?? '',
    window: failure?.window.map(({ id }) => id) ?? [],
  };
};
