import { type ComponentType, render } from 'preact';
import { Approval } from './pages/approval.tsx';
import { History } from './pages/history.tsx';
import { Pipeline } from './pages/pipeline.tsx';
import { Release } from './pages/release.tsx';
import { Security } from './pages/security.tsx';

const [, page = '', id = ''] = location.pathname.split('/');
const PAGES: Readonly<Record<string, ComponentType<{ readonly id: string }>>> = {
  '': Pipeline,
  approval: Approval,
  history: History,
  release: Release,
  security: Security,
};

const root = document.getElementById('app');
const Page = PAGES[page];
if (root !== null && Page !== undefined) {
  root.textContent = '';
  render(<Page id={decodeURIComponent(id)} />, root);
}
