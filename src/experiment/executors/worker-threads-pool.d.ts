/** What we use of worker-threads-pool, which has no types of its own. */
declare module 'worker-threads-pool' {
  import type { Worker, WorkerOptions } from 'node:worker_threads';

  class Pool {
    constructor(options: { readonly max: number });
    /** Worker threads that are alive. */
    readonly size: number;
    acquire(
      filename: URL,
      options: WorkerOptions,
      callback: (error: Error | null, worker: Worker) => void,
    ): void;
  }
  export = Pool;
}
