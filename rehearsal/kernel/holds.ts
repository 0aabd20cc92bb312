/** Ends what it was returned for; calling it again does nothing. */
export type Release = () => void;

/** Who is at work. Those who work for the same task rest together while that task only waits. */
export interface Holds {
  /** Whether anybody is at work whose task does not wait. */
  working(): boolean;
  /** @param task name of the chain of work that this is a part of; without one it stands alone */
  hold(task?: string): Release;
  /** Until it is released, nobody who works for `task` counts. */
  pause(task: string): Release;
}

interface Task {
  holds: number;
  pauses: number;
}

/** @param change applies what makes somebody begin or cease to count */
export function createHolds(change: (apply: () => void) => void): Holds {
  const tasks = new Map<string, Task>();
  let alone = 0;
  /** Tasks that have a hold and no pause. */
  let active = 0;

  const counts = ({ holds, pauses }: Task) => holds > 0 && pauses === 0;
  const update = (name: string, apply: (task: Task) => void) =>
    change(() => {
      const task = tasks.get(name) ?? { holds: 0, pauses: 0 };
      tasks.set(name, task);
      const before = counts(task);
      apply(task);
      active += Number(counts(task)) - Number(before);
      if (task.holds === 0 && task.pauses === 0) tasks.delete(name);
    });
  const once = (end: () => void): Release => {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      end();
    };
  };

  return {
    working: () => alone + active > 0,
    hold: (name) => {
      if (name === undefined) {
        change(() => alone++);
        return once(() => change(() => alone--));
      }
      update(name, (task) => task.holds++);
      return once(() => update(name, (task) => task.holds--));
    },
    pause: (name) => {
      update(name, (task) => task.pauses++);
      return once(() => update(name, (task) => task.pauses--));
    },
  };
}
