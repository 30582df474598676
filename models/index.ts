/** The models that come with Foretell, as scenario files name them. */
import type { AnyModel } from '../src/model/index.js';
import { raft } from './consensus/raft.js';

export { raft };

export const builtinModels: readonly AnyModel[] = [raft];
