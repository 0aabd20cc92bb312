/** What the server has written into the page. */
export interface Facts {
  readonly pipelineName: string;
  /** ARN of the AWS principal that changes are made as. */
  readonly principal: string;
  /** Undefined in a console that only shows. */
  readonly csrfToken?: string;
}

const element = document.getElementById('facts');
// The server that made the page is the one that made this script: the two cannot be of different versions.
export const facts: Facts = JSON.parse(element?.textContent ?? '{}');
