/**
 * The resources of all nodes: opens them, finds them, and hands them what comes up.
 *
 * A resource is its node's own processors, so a pause stops the work in service and it takes that much longer;
 * a crash drops it. (What goes on outside the node goes on during a pause: disks, the clocks of timers, and the
 * patience of those who wait.) A slow node's servers work at their speed; what it does about a job that is done
 * comes late.
 */
import { invariant } from '../kernel/invariant.js';
import type { Resource } from '../model/model.js';
import type { Node } from './node.js';
import type { StationAudit } from './resource/book.js';
import type { Job } from './resource/job.js';
import { Station, type StationPort } from './resource/station.js';
import { nobodyWatches, type StationWatch, type WatchFor } from './resource/watch.js';

/** What stations need of the world. */
export type WorldPort = Omit<StationPort, 'event'>;

export class Stations {
  private readonly port: StationPort;
  private readonly watches = new Map<string, Map<string, StationWatch>>();
  private measuring = false;
  private torn = false;

  constructor(
    world: WorldPort,
    private readonly nodes: readonly Node[],
    private readonly watchFor: WatchFor | undefined,
  ) {
    // One handler for all that comes up, so that events of plain stations have the numbers they always had.
    const event = world.kernel.handler((id, which, payload) => {
      const node = nodes[id]!;
      if (payload === undefined) node.stations![which]!.timerUp();
      else if (node.incarnation === which) (payload as Job).station.comesUp(payload as Job);
    });
    world.kernel.describe(event, { tell: (id) => `work at a resource of ${nodes[id]!.name}` });
    this.port = { ...world, event };
  }

  /** The node starts for the first time. */
  open(node: Node, specs: Readonly<Record<string, Resource>>): void {
    invariant(node.stations === undefined, 'stations open once');
    node.stations = Object.entries(specs).map(([name, spec], index) => {
      const watch = this.watchOf(node, name);
      const station = new Station(this.port, node, name, index, spec, watch);
      if (this.measuring) station.beginMeasuring();
      return station;
    });
  }

  /** The node's resource of that name. */
  of(node: Node, name: string): Station {
    const { stations } = node;
    if (stations !== undefined)
      for (let i = 0; i < stations.length; i++) if (stations[i]!.name === name) return stations[i]!;
    throw new Error(`${node.name} has no resource "${name}"`);
  }

  /** The node goes on: so does the work that the pause found in service. */
  thaw(node: Node): void {
    for (const job of node.frozen.splice(0)) job.station.catchUp(job);
    for (const station of node.stations ?? []) station.thaw();
  }

  crash(node: Node): void {
    for (const station of node.stations ?? []) station.crash();
  }

  /** The warm-up is over. */
  beginMeasuring(): void {
    invariant(!this.measuring, 'the warm-up ends once');
    this.measuring = true;
    for (const watches of this.watches.values()) for (const watch of watches.values()) watch.begin();
    for (const { stations } of this.nodes) for (const station of stations ?? []) station.beginMeasuring();
  }

  /** An exception ended the run in the middle of an event, and may have left books half written. */
  tear(): void {
    this.torn = true;
  }

  /** The books of all stations, in the order of nodes and of their resources; none if they were torn. */
  audits(): readonly StationAudit[] {
    if (this.torn) return [];
    return this.nodes.flatMap(({ stations }) => (stations ?? []).map((station) => station.audit()));
  }

  private watchOf(node: Node, resource: string): StationWatch {
    if (this.watchFor === undefined) return nobodyWatches;
    const { name, members } = node.group;
    const watches = this.watches.get(name) ?? new Map<string, StationWatch>();
    this.watches.set(name, watches);
    const known = watches.get(resource);
    if (known !== undefined) return known;
    const watch = this.watchFor(this.port.kernel, name, members, resource);
    if (this.measuring) watch.begin();
    watches.set(resource, watch);
    return watch;
  }
}
