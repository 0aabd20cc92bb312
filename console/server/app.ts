import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { troubleOf } from '../model/trouble.ts';
import type { Bundle } from './bundle.ts';
import { changes } from './changes.ts';
import { events } from './events.ts';
import type { LiveHub } from './live-hub.ts';
import { FAVICON, renderNotice, renderPage } from './page.ts';
import type { ServedModel } from './served-model.ts';
import { isSame, type Session, type Sessions } from './sessions.ts';

export interface AppOptions {
  readonly model: ServedModel;
  readonly hub: LiveHub;
  readonly sessions: Sessions;
  /** Makes the browser's files, once. */
  readonly bundle: () => Promise<Bundle>;
  readonly readOnly: boolean;
  /** The hosts that a request may name: another name that leads here is somebody's trick. Undefined: any. */
  readonly hosts: ReadonlySet<string> | undefined;
  readonly cookieName: string;
  readonly report: (error: unknown) => void;
}

export interface Environment {
  Variables: { session: Session };
}

const TITLES: readonly (readonly [path: string, title: string])[] = [
  ['/', 'Pipeline'],
  ['/approval/:id', 'Approval'],
  ['/release/:id', 'Release'],
  ['/history', 'History'],
  ['/security', 'Security'],
];

const SELF = ["'self'"];
const NONE = ["'none'"];

/** The routes of the console. Everything but the way in needs a session, every change its token. */
export function createApp(options: AppOptions): Hono<Environment> {
  const { model, hub, sessions, readOnly, hosts, cookieName, report } = options;
  const app = new Hono<Environment>();

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: NONE,
        scriptSrc: SELF,
        styleSrc: SELF,
        connectSrc: SELF,
        imgSrc: SELF,
        baseUri: NONE,
        formAction: NONE,
        frameAncestors: NONE,
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'no-referrer',
      // Loopback is spoken to without TLS.
      strictTransportSecurity: false,
    }),
  );

  app.onError(async (error, context) => {
    const trouble = troubleOf(error);
    if (trouble === undefined) report(error);
    const told = trouble ?? { message: 'The console failed', hint: 'Its terminal shows why.', passing: false };
    if (context.req.path.startsWith('/api/')) return context.json(told, trouble === undefined ? 500 : 409);
    return context.html(renderNotice(await options.bundle(), 'Trouble', told.message, told.hint), 503);
  });

  app.use(async (context, next) => {
    if (hosts !== undefined && !hosts.has(context.req.header('host') ?? ''))
      return context.text('Open the console at the address that it has printed.', 421);
    context.header('Cache-Control', 'no-store');
    return next();
  });

  app.get('/favicon.svg', (context) => context.body(FAVICON, 200, { 'content-type': 'image/svg+xml' }));
  app.get('/assets/:name', async (context) => {
    const { script, style } = await options.bundle();
    const asset = [script, style].find(({ path }) => path === context.req.path);
    if (asset === undefined) return context.notFound();
    return context.body(asset.body, 200, {
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  const locked = async (context: Context<Environment>) =>
    context.html(
      renderNotice(
        await options.bundle(),
        'Locked',
        'This console is locked',
        'Open it with the whole address that its terminal printed: the address carries the token of this session. If the console was started again, it has printed a new one.',
      ),
      401,
    );

  app.use(async (context, next) => {
    const token = context.req.query('token');
    if (token !== undefined && context.req.method === 'GET') {
      const session = sessions.open(token);
      if (session === undefined) return locked(context);
      setCookie(context, cookieName, session.id, { httpOnly: true, sameSite: 'Strict', path: '/' });
      // The token leaves the address: it would stay in the history and on the screen.
      return context.redirect(context.req.path);
    }
    const session = sessions.find(getCookie(context, cookieName));
    if (session === undefined)
      return context.req.path.startsWith('/api/') || context.req.path === '/events'
        ? context.json(
            {
              message: 'This session has ended',
              hint: 'Open the console with the address that it printed.',
              passing: false,
            },
            401,
          )
        : locked(context);
    context.set('session', session);
    return next();
  });

  for (const [path, title] of TITLES)
    app.get(path, async (context) => {
      const [bundle, principal] = await Promise.all([options.bundle(), options.model.principal()]);
      const { csrfToken } = context.get('session');
      return context.html(
        renderPage({
          bundle,
          title,
          principal,
          pipelineName: model.pipelineName,
          csrfToken: readOnly ? undefined : csrfToken,
        }),
      );
    });

  app.get('/report/:name', async (context) => {
    const name = context.req.param('name');
    // To be kept, not shown: a report brings its own style, which the policy of these pages forbids.
    return context.body(await model.securityReport(name), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
    });
  });

  app.route('/events', events(hub));

  app.use('/api/*', async (context, next) => {
    const given = context.req.header('x-csrf-token') ?? '';
    if (readOnly)
      return context.json(
        { message: 'This console only shows', hint: 'Start one without --read-only.', passing: false },
        403,
      );
    if (!isSame(given, context.get('session').csrfToken))
      return context.json({ message: 'This page is not of this session', hint: 'Reload it.', passing: false }, 403);
    return next();
  });
  app.route('/api', changes(model, hub));

  app.notFound(async (context) =>
    context.html(
      renderNotice(await options.bundle(), 'Not found', 'There is no such page', 'Begin at the pipeline: /'),
      404,
    ),
  );
  return app;
}
