import type { Bundle } from './bundle.ts';

/** What a page is told when it is opened; nothing in it is secret but the token of its own session. */
export interface PageFacts {
  readonly bundle: Bundle;
  readonly title: string;
  readonly pipelineName: string;
  /** ARN of the principal that changes are made as. */
  readonly principal: string;
  /** Undefined where nothing may be changed. */
  readonly csrfToken: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const head = (title: string, style: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${style}">`;

/** A page before its script runs: the frame is there at once, the content comes with the first state. */
export function renderPage({ bundle, title, pipelineName, principal, csrfToken }: PageFacts): string {
  const facts = { pipelineName, principal, csrfToken };
  // A data block is not run, so the content-security policy lets it be; a `<` could end it early.
  const json = JSON.stringify(facts).replaceAll('<', '\\u003c');
  return `${head(`${title} · ${pipelineName} · Slipway`, bundle.style.path)}
<script type="module" src="${bundle.script.path}"></script>
<script type="application/json" id="facts">${json}</script>
</head>
<body><div id="app"><div class="starting" role="status"><span class="brand">Slipway</span> reads the pipeline ${escaped(pipelineName)} …</div></div>
<noscript>This console needs JavaScript: it is the page that reads the pipeline.</noscript>
</body></html>`;
}

/** A page that says what went wrong and what to do. */
export function renderNotice(bundle: Bundle, title: string, message: string, hint: string): string {
  return `${head(`${title} · Slipway`, bundle.style.path)}
</head>
<body><main class="notice"><h1>${escaped(message)}</h1><p>${escaped(hint)}</p></main></body></html>`;
}

export const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d4f91"/><path d="M6 21h20l-3 5H9zM15 6v12H8zM17 9l7 9h-7z" fill="#fff"/></svg>';
