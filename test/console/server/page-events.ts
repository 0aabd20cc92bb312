/** What a page is told of its topic, message after message. */
export interface PageEvents {
  /** The next message that is of this kind, with its data as text. */
  next(event: 'state' | 'trouble'): Promise<string>;
  leave(): void;
}

/** Listens to a topic as a page does. @param cookie of its session */
export async function listenTo(base: URL, cookie: string, topic: string): Promise<PageEvents> {
  const leaving = new AbortController();
  const url = new URL(`/events?topic=${encodeURIComponent(topic)}`, base);
  const { body } = await fetch(url, { headers: { cookie }, signal: leaving.signal });
  if (body === null) throw new Error(`${topic}: no events`);
  const pieces = body.pipeThrough(new TextDecoderStream()).getReader();
  let come = '';
  const message = async (): Promise<string> => {
    while (!come.includes('\n\n')) {
      const { done, value } = await pieces.read();
      if (done) throw new Error(`${topic}: the console ended the events`);
      come += value;
    }
    const [first = ''] = come.split('\n\n', 1);
    come = come.slice(first.length + 2);
    return first;
  };
  return {
    next: async (event) => {
      for (;;) {
        const lines = (await message()).split('\n');
        if (lines.includes(`event: ${event}`)) return lines.find((line) => line.startsWith('data: '))?.slice(6) ?? '';
      }
    },
    leave: () => leaving.abort(),
  };
}
