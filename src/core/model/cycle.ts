/** Circles in what refers to one another. */

export type Edge = { to: string; index: number };
export type Cycle = { from: string; index: number; loop: string[] };

/**
 * One circle for each edge that closes one, found in the order of the nodes; an empty list means that there is none.
 * `loop` begins and ends with the node to which the closing edge leads. Edges to unknown nodes are ignored.
 */
export function findCycles(graph: ReadonlyMap<string, readonly Edge[]>): Cycle[] {
  const cycles: Cycle[] = [];
  const done = new Set<string>();
  for (const start of graph.keys()) {
    if (done.has(start)) continue;
    // An explicit stack: a chain of ten thousand components must not end in a stack overflow.
    const trail: { node: string; next: number }[] = [{ node: start, next: 0 }];
    const onTrail = new Map<string, number>([[start, 0]]);
    while (trail.length > 0) {
      const top = trail.at(-1)!;
      const edge = graph.get(top.node)?.[top.next];
      top.next += 1;
      if (edge === undefined) {
        done.add(top.node);
        onTrail.delete(top.node);
        trail.pop();
      } else if (onTrail.has(edge.to)) {
        const loop = trail.slice(onTrail.get(edge.to)).map(({ node }) => node);
        cycles.push({ from: top.node, index: edge.index, loop: [...loop, edge.to] });
      } else if (graph.has(edge.to) && !done.has(edge.to)) {
        onTrail.set(edge.to, trail.length);
        trail.push({ node: edge.to, next: 0 });
      }
    }
  }
  return cycles;
}
