/**
 * The specification objects by name.
 */
import { OBJECT_NAMES, type ObjectName } from '../../observe/object-names.js';
import { counter } from './counter.js';
import { kv } from './kv.js';
import { listAppend } from './list-append.js';
import type { ObjectModel } from './model.js';
import { multiRegister } from './multi-register.js';
import { mutex } from './mutex.js';
import { queue, unorderedQueue } from './queue.js';
import { casRegister, register } from './register.js';
import { set } from './set.js';
import { stack } from './stack.js';

/** Does something with a model whose type of state nobody else needs to know. */
export type WithModel<R> = <S>(model: ObjectModel<S>) => R;

/** Every model that `foretell check --model` knows. */
export const MODEL_NAMES = OBJECT_NAMES;

export type ModelName = ObjectName;

export function isModelName(name: string): name is ModelName {
  return MODEL_NAMES.some((known) => known === name);
}

/** Calls `use` with a new model of that name. */
export function withModel<R>(
  name: ModelName,
  use: WithModel<R>,
  nullReads: 'value' | 'unknown' = 'value',
): R {
  switch (name) {
    case 'register':
      return use(register());
    case 'cas-register':
      return use(casRegister());
    case 'multi-register':
      return use(multiRegister(nullReads));
    case 'kv':
      return use(kv());
    case 'mutex':
      return use(mutex());
    case 'set':
      return use(set());
    case 'queue':
      return use(queue());
    case 'unordered-queue':
      return use(unorderedQueue());
    case 'list-append':
      return use(listAppend());
    case 'stack':
      return use(stack());
    case 'counter':
      return use(counter());
  }
}
