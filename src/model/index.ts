/** What a model imports, and all that it may import. */

export { invariant } from '../kernel/invariant.js';
export type { Json } from '../kernel/json.js';
export { log } from '../kernel/math.js';
export type { Duration, Instant } from '../kernel/time.js';
export { MICROSECOND, MILLISECOND, NANOSECOND, SECOND } from '../kernel/time.js';
export type { Context, Disk, Occupancy, ServeOptions, Ticket, WorkOptions } from './context.js';
export type { Ask, CallResult, Message, NodeId, Reply, Request } from './message.js';
export type {
  AdminRequest,
  AnyModel,
  Assumptions,
  Discipline,
  Handler,
  Measure,
  Model,
  Monitor,
  NodeView,
  Queue,
  Quorums,
  Resource,
  Router,
  Violation,
} from './model.js';
export { defineModel } from './model.js';
export type { Draw, DrawByOperation, ParamSpec, ParamsOf, ParamsSpec, Route } from './params.js';
export {
  bandwidth,
  choice,
  count,
  delay,
  delays,
  duration,
  durations,
  flag,
  names,
  nodes,
  rate,
  ratio,
  routes,
  size,
} from './params.js';
export type { Call, Process } from './process.js';
