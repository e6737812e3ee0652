/** Groups items by a name, in the order in which names first occur. Node 20 has no `Map.groupBy`. */
export function groupBy<Item>(items: Iterable<Item>, toName: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = toName(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
