/*
 * The function that is released. How often each of its versions fails is told by the request, so that the same two
 * published versions stand for every pair of versions that is measured; which of the two answers is the alias's choice.
 * Users' requests bring what is drawn for them too. Synthetic ones are all alike, as they are of any function.
 */
export const handler = async ({ draw, errorShares, queryStringParameters }, { functionVersion }) => {
  const share =
    errorShares === undefined ? Number(queryStringParameters[functionVersion]) : errorShares[functionVersion];
  if ((draw ?? Math.random()) < share) throw new Error(`version ${functionVersion} fails`);
  return functionVersion;
};
