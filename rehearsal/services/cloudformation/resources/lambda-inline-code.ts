import { ZipFile } from 'yazl';

/** Of the zip file's entries: the same source is the same package, and so the same function version. */
const ENTRY_TIME = new Date(Date.UTC(2000, 0, 1));

/** What CloudFormation puts beside inline source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html */
const CFN_RESPONSE = `exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';
exports.send = function (event, context, responseStatus, responseData, physicalResourceId, noEcho) {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({
      Status: responseStatus,
      Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
      PhysicalResourceId: physicalResourceId || context.logStreamName,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      NoEcho: noEcho || false,
      Data: responseData,
    });
    const url = new URL(event.ResponseURL);
    const { request } = require(url.protocol === 'http:' ? 'http' : 'https');
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'PUT', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(context.done && context.done()));
    });
    sent.on('error', (error) => reject(context.done ? context.done(error) : error));
    sent.end(body);
  });
};
`;

/** The package that CloudFormation makes of `Code.ZipFile`: the source as `index.js`, in CommonJS. */
export async function inlinePackage(source: string): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(source), 'index.js', { mtime: ENTRY_TIME });
  zip.addBuffer(Buffer.from(CFN_RESPONSE), 'cfn-response.js', { mtime: ENTRY_TIME });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
