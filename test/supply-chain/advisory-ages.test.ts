import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Advisory } from '../../supply-chain/checks/advisories.ts';
import { agedAdvisories, ageFindings, publicationDates } from '../../supply-chain/checks/advisory-ages.ts';

const advisory = (id: string, severity: Advisory['severity']): Advisory => ({
  id,
  severity,
  packageName: 'one',
  title: 'it breaks',
  url: `https://github.com/advisories/${id}`,
});
const accepted = { failFrom: 'high', acceptedDays: { moderate: 30 }, notDated: 'tell', notAudited: 'tell' } as const;

test('only advisories whose severity is accepted for some days have to be dated', () => {
  const all = [advisory('GHSA-1', 'critical'), advisory('GHSA-2', 'moderate'), advisory('GHSA-3', 'low')];
  expect(agedAdvisories(all, accepted).map(({ id }) => id)).toEqual(['GHSA-2']);
});

describe('an advisory of a milder severity', () => {
  const milder = [advisory('GHSA-2', 'moderate')];
  const published = new Map([['GHSA-2', { known: true, at: new Date('2026-10-01T06:00:00Z') } as const]]);

  test('is accepted until its days are over', () => {
    expect(ageFindings(milder, published, accepted, new Date('2026-10-31T06:00:00Z'))).toEqual([]);
  });

  test('fails from then on, with its date and the days', () => {
    expect(ageFindings(milder, published, accepted, new Date('2026-10-31T06:00:01Z'))).toEqual([
      { id: 'GHSA-2', text: expect.stringContaining('published on 2026-10-01, and accepted for 30 days') },
    ]);
  });

  test('is not taken for old or young where its date is not known', () => {
    const unknown = new Map([['GHSA-2', { known: false, why: 'out of reach' } as const]]);
    expect(ageFindings(milder, unknown, accepted, new Date('2030-01-01'))).toEqual([]);
  });
});

describe('dates', () => {
  const answers: Readonly<Record<string, string>> = {
    '/GHSA-2': JSON.stringify({ id: 'GHSA-2', published: '2026-10-01T06:00:00Z', modified: '2026-11-01T00:00:00Z' }),
    '/GHSA-4': JSON.stringify({ id: 'GHSA-4', modified: '2026-11-01T00:00:00Z' }),
    '/GHSA-5': '<html>blocked</html>',
  };
  const listen = async (listener: Server): Promise<string> => {
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    if (typeof address === 'string' || address === null) throw new Error('no port');
    return `http://127.0.0.1:${address.port}/`;
  };
  let server: Server;
  let database = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/GHSA-6') return; // never answers
      const body = answers[request.url ?? ''];
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    database = await listen(server);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('are those of publication, and what gives none says why', async () => {
    const dates = await publicationDates(['GHSA-2', 'GHSA-2', 'GHSA-3', 'GHSA-4', 'GHSA-5'], 60_000, database);
    expect(dates.get('GHSA-2')).toEqual({ known: true, at: new Date('2026-10-01T06:00:00Z') });
    expect([...dates.values()].map((date) => (date.known ? 'known' : date.why.replace(database, '')))).toEqual([
      'known',
      'GHSA-3 answered 404',
      'GHSA-4 gave no date',
      expect.stringContaining('GHSA-5 could not be asked (Unexpected token'),
    ]);
  });

  test('of a database that does not answer are not waited for', async () => {
    expect([...(await publicationDates(['GHSA-6'], 50, database)).values()]).toEqual([
      { known: false, why: expect.stringContaining('could not be asked (The operation was aborted due to timeout') },
    ]);
  });

  test('of a database that is out of reach are not known', async () => {
    const gone = createServer();
    const nobody = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    const dates = await publicationDates(['GHSA-2'], 5000, nobody);
    expect(dates.get('GHSA-2')).toEqual({
      known: false,
      why: expect.stringContaining('GHSA-2 could not be asked (connect ECONNREFUSED'),
    });
  });
});
