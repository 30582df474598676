/** The built-in models, by family. */
import type { AnyModel } from '../src/model/index.js';
import { raft } from './consensus/raft.js';
import { frontend } from './examples/frontend.js';
import { gossip } from './examples/gossip.js';
import { station } from './examples/station.js';

export { frontend, gossip, raft, station };

export const builtinModels: readonly AnyModel[] = [raft, station, frontend, gossip];
