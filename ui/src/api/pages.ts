interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Everything of a list that is to be known whole, page after page: for lists that people make, not for what is sent. */
export async function everyPage<Item>(ask: (cursor: { cursor?: string }) => Promise<Page<Item>>): Promise<Item[]> {
  const first = await ask({});
  const items = [...first.items];
  for (let next = first.next_cursor; next !== null;) {
    const page = await ask({ cursor: next });
    items.push(...page.items);
    next = page.next_cursor;
  }
  return items;
}
