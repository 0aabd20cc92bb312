import { KMSClient, VerifyCommand } from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readObject } from '../../read-object.ts';
import type { PassportClients } from './check.ts';
import { SIGNING_ALGORITHM } from './contract.ts';
import { reported } from './reported.ts';

const lambda = new LambdaClient();
const kms = new KMSClient();

/** The calls with which a hook looks at a passport. */
export const passportClients: PassportClients = {
  async reportedVersion(versionArn) {
    return reported(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: versionArn })));
  },
  readObject,
  async verify(KeyId, Message, Signature) {
    try {
      const answer = await kms.send(
        new VerifyCommand({ KeyId, Message, Signature, MessageType: 'DIGEST', SigningAlgorithm: SIGNING_ALGORITHM }),
      );
      return answer.SignatureValid === true;
    } catch (error) {
      // The bundle holds the name of an error and not its class.
      if (error instanceof Error && error.name === 'KMSInvalidSignatureException') return false;
      throw error;
    }
  },
};
