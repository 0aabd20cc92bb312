import { dossierWords } from '../../model/approval-words.ts';
import { askedWords } from '../../model/asked.ts';
import type { DossierView } from '../../model/dossier-view.ts';
import { duration, shortCommit } from '../format.ts';
import { useLive } from '../live.ts';
import { useNow } from '../now.ts';
import { Decision } from '../parts/decision.tsx';
import { ChangesSection, OneWaySection, PermissionsSection } from '../parts/dossier-changes.tsx';
import { CommitsSection } from '../parts/dossier-commits.tsx';
import { BakeSection, EarlierSection, RollbackSection, TestsSection } from '../parts/dossier-evidence.tsx';
import { FindingsSection } from '../parts/dossier-findings.tsx';
import { PackagesSection } from '../parts/dossier-packages.tsx';
import { Notice } from '../parts/notice.tsx';
import { Shell } from '../parts/shell.tsx';
import { Instant } from '../parts/time.tsx';
import { usePrintedWhole } from '../print.ts';

function Standing({ dossier, now }: { readonly dossier: DossierView; readonly now: number }) {
  const { standing } = dossier;
  switch (standing.kind) {
    case 'waiting':
      return (
        <p class="lead">
          Waits {standing.sinceMs === undefined ? '' : `for ${duration(now - standing.sinceMs)}`}
          {standing.expiresMs === undefined ? '' : `, expires in ${duration(standing.expiresMs - now)}`}.
        </p>
      );
    case 'early':
      return <Notice tone="info" title={standing.why} />;
    case 'void':
      return (
        <Notice tone="wait" title="This approval is void.">
          {standing.why} Nothing can be decided here any more.
        </Notice>
      );
    case 'answered':
      return (
        <Notice
          tone={standing.approved ? 'good' : 'bad'}
          title={`${standing.approved ? 'Approved' : 'Rejected'} by ${standing.by}`}
        >
          {standing.comment} (<Instant ms={standing.atMs} />
          {standing.dossier === undefined ? null : `, ${dossierWords(standing.dossier)}`})
        </Notice>
      );
  }
}

/** Everything that an approver decides on, and the decision. */
export function Approval({ id }: { readonly id: string }) {
  const live = useLive<DossierView>(`approval/${id}`);
  const dossier = live.state;
  const now = useNow(dossier?.clock);
  usePrintedWhole();
  if (dossier === undefined)
    return (
      <Shell live={live}>
        <h1 class="visually-hidden">Approval dossier</h1>
      </Shell>
    );
  const { execution, facts, targets, hash } = dossier;
  const asks = askedWords(dossier.asked);
  return (
    <Shell live={live}>
      <article class="dossier">
        <header class="heading">
          <p class="eyebrow">Approval dossier · to {targets.join(', ')}</p>
          <h1>{execution.title}</h1>
          <p class="meta">
            <code>{shortCommit(execution.commit)}</code>
            <span>{execution.cause}</span>
            <Instant ms={execution.startedMs} />
            <a href={`/release/${execution.id}`}>The whole release</a>
          </p>
          <Standing dossier={dossier} now={now} />
          {asks === undefined ? null : <p class="lead">{asks}</p>}
        </header>
        <div class="sections">
          <OneWaySection changes={facts.changes} />
          <PermissionsSection permissions={facts.permissions} />
          <CommitsSection commits={facts.commits} files={facts.files} base={facts.base} />
          <FindingsSection findings={facts.findings} />
          <PackagesSection packages={facts.packages} />
          <TestsSection tests={facts.tests} />
          <EarlierSection stages={facts.earlier} />
          <BakeSection dossier={dossier} />
          <ChangesSection changes={facts.changes} />
          <RollbackSection base={facts.base} targets={targets} />
          <section class="panel proof">
            <h2>Dossier</h2>
            <p>
              What you decide on has the hash <code class="hash">{hash}</code>. It goes into the answer with your
              comment, so that the history says what was read.
            </p>
          </section>
        </div>
        <Decision dossier={dossier} />
      </article>
    </Shell>
  );
}
