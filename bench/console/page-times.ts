/** A browser's session, without the browser. */
export interface PageSession {
  readonly base: URL;
  readonly cookie: string;
  /** Size of the script that the pages load. */
  scriptBytes(): Promise<number>;
}

export interface PageTimes {
  /** From the request for the page to its last byte, and from the request for its facts to the last byte of the first. */
  readonly ms: number;
  readonly factsBytes: number;
}

/** Opens the console at the address that it printed. @throws Error where it answers with no session */
export async function signIn(url: string): Promise<PageSession> {
  const opened = await fetch(url, { redirect: 'manual' });
  const [setCookie = ''] = opened.headers.getSetCookie();
  const cookie = setCookie.split(';')[0] ?? '';
  if (cookie === '') throw new Error(`The console opened no session: ${opened.status}`);
  const base = new URL('/', url);
  return {
    base,
    cookie,
    scriptBytes: async () => {
      const html = await (await fetch(base, { headers: { cookie } })).text();
      const path = /src="([^"]+\.js)"/.exec(html)?.[1] ?? '';
      return (await (await fetch(new URL(path, base))).arrayBuffer()).byteLength;
    },
  };
}

/** The first message of a topic. @throws Error where it is no state */
async function firstFacts({ base, cookie }: PageSession, topic: string): Promise<string> {
  const url = new URL(`/events?topic=${encodeURIComponent(topic)}`, base);
  const response = await fetch(url, { headers: { cookie } });
  if (response.body === null) throw new Error(`${topic}: no events, ${response.status}`);
  const decoder = new TextDecoder();
  let come = '';
  // Leaving the loop leaves the page: it closes the connection.
  for await (const piece of response.body) {
    come += decoder.decode(piece, { stream: true });
    // What is sent between to keep the connection open says nothing.
    const message = come.split('\n\n').find((one) => one !== '' && !one.startsWith('event: beat'));
    if (message === undefined || !come.endsWith('\n\n')) continue;
    if (!message.startsWith('event: state')) throw new Error(`${topic}: ${message}`);
    return message;
  }
  throw new Error(`${topic}: the console ended the events`);
}

/** Opens one page as a browser does, and leaves it. @throws Error where it is not shown */
export async function openPage(session: PageSession, path: string, topic: string): Promise<PageTimes> {
  const startMs = performance.now();
  const page = await fetch(new URL(path, session.base), { headers: { cookie: session.cookie } });
  await page.text();
  if (!page.ok) throw new Error(`${path} answered ${page.status}`);
  const message = await firstFacts(session, topic);
  return { ms: performance.now() - startMs, factsBytes: Buffer.byteLength(message) };
}
