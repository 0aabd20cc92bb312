/*
 * The function that is released. How often each of its versions fails is told by the request, so that the same two
 * published versions stand for every pair of versions that is measured; which of the two answers is the alias's choice.
 */
export const handler = async ({ draw, errorShares }, { functionVersion }) => {
  if (draw < errorShares[functionVersion]) throw new Error(`version ${functionVersion} fails`);
  return functionVersion;
};
