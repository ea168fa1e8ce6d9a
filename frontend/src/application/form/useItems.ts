// The items of a repeated group: added, removed with a way back, put in order.
// Removing writes « false » at the path of the item; nothing under it is lost.
import { useFilling } from "./filling";
import { fill } from "./model";

export interface Items {
  /** The ids of each item that exists, in order. */
  items: string[][];
  /** Those removed since the page is open. */
  removed: string[][];
  add: (id: string) => void;
  remove: (ids: string[]) => void;
  restore: (ids: string[]) => void;
  move: (from: number, to: number) => void;
}

export function useItems(group: string, holder: string[]): Items {
  const { auto, reading, gone, setGone } = useFilling();
  const items = reading.items(group, holder);
  const removed = gone.filter((path) => !auto.yes(path)).flatMap((path) => {
    const place = reading.index.find(path);
    return place?.template === group && holder.every((id, i) => place.ids[i] === id) ? [place.ids] : [];
  });

  function add(id: string) {
    const item = fill(group, [...holder, id]);
    const ranks = items.map((ids) => reading.rank(fill(group, ids))).filter((rank) => rank < Number.MAX_SAFE_INTEGER);
    auto.set(item, true);
    auto.set(`${item}.rank`, String(Math.max(items.length, ...ranks) + 1));
  }

  function remove(ids: string[]) {
    const path = fill(group, ids);
    auto.set(path, false);
    setGone((all) => [...all.filter((one) => one !== path), path]);
  }

  function restore(ids: string[]) {
    auto.set(fill(group, ids), true);
  }

  function move(from: number, to: number) {
    const order = [...items];
    order.splice(to, 0, ...order.splice(from, 1));
    order.forEach((ids, i) => {
      const path = `${fill(group, ids)}.rank`;
      if (auto.text(path) !== String(i + 1)) auto.set(path, String(i + 1));
    });
  }

  return { items, removed, add, remove, restore, move };
}
