/** What will happen, in the order of time; of two things at the same instant, the one noted first. A binary heap. */
import type { Instant } from "#core/time/instant.ts";

type Entry<T> = { at: Instant; order: number; what: T };

export class Agenda<T> {
  readonly #heap: Entry<T>[] = [];
  #noted = 0;

  note(at: Instant, what: T): void {
    const heap = this.#heap;
    heap.push({ at, order: this.#noted++, what });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!isBefore(heap[child]!, heap[parent]!)) return;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      child = parent;
    }
  }

  /** Takes out what comes next, or null when the agenda is empty. */
  next(): { at: Instant; what: T } | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
      }
      if (least === parent) return;
      [heap[parent], heap[least]] = [heap[least]!, heap[parent]!];
      parent = least;
    }
  }
}

const isBefore = <T>(a: Entry<T>, b: Entry<T>): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
