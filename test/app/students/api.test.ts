import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { studentsTemplate } from '../example-stage.ts';

const template = studentsTemplate();

describe('the students API', () => {
  test('is regional and has no account-wide role', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['REGIONAL'] } });
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test.each(['POST', 'GET'])('%s needs an API key and the parameter Roll', (HttpMethod) => {
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod,
      ApiKeyRequired: true,
      RequestParameters: { 'method.request.querystring.Roll': true },
      RequestValidatorId: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::ApiGateway::RequestValidator', {
      ValidateRequestBody: true,
      ValidateRequestParameters: true,
    });
  });

  test('POST validates its body against the model of a student', () => {
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      RequestModels: { 'application/json': { Ref: Match.stringLikeRegexp('StudentModel') } },
    });
    const text = { type: 'string', minLength: 1, maxLength: 200 };
    template.hasResourceProperties('AWS::ApiGateway::Model', {
      ContentType: 'application/json',
      Schema: {
        $schema: 'http://json-schema.org/draft-04/schema#',
        type: 'object',
        properties: { Roll: text, FirstName: text, LastName: text, Department: text, Year: text, Mobile: text },
        required: ['Roll', 'FirstName', 'LastName', 'Department', 'Year', 'Mobile'],
        additionalProperties: false,
      },
    });
  });

  test('both integrations resolve the alias from the stage variable', () => {
    const methods = Object.values(template.findResources('AWS::ApiGateway::Method'));
    const proxies = methods.filter(({ Properties }) => Properties.Integration.Type === 'AWS_PROXY');
    expect(proxies).toHaveLength(2);
    for (const { Properties } of proxies) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway's own syntax
      expect(JSON.stringify(Properties.Integration.Uri)).toContain(':${stageVariables.alias}/invocations');
    }
    template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'v1', Variables: { alias: 'live' } });
  });

  test('every resource answers CORS preflight requests, without a key', () => {
    const options = Object.values(template.findResources('AWS::ApiGateway::Method')).filter(
      ({ Properties }) => Properties.HttpMethod === 'OPTIONS',
    );
    expect(options).toHaveLength(3);
    for (const { Properties } of options) expect(Properties.ApiKeyRequired ?? false).toBe(false);
  });

  test('the usage plan allows 100 requests/s, a burst of 50 and 10,000 a month', () => {
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: 100, BurstLimit: 50 },
      Quota: { Limit: 10_000, Period: 'MONTH' },
      ApiStages: [Match.objectLike({ ApiId: Match.anyValue(), Stage: Match.anyValue() })],
    });
    template.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 1);
  });

  test('a refused request says what is wrong, and a browser may read it', () => {
    for (const ResponseType of ['BAD_REQUEST_PARAMETERS', 'BAD_REQUEST_BODY', 'DEFAULT_4XX', 'DEFAULT_5XX']) {
      template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
        ResponseType,
        ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
      });
    }
    template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'BAD_REQUEST_BODY',
      ResponseTemplates: { 'application/json': Match.stringLikeRegexp('validationErrorString') },
    });
  });

  test('the stage is logged, measured, traced and throttled', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      TracingEnabled: true,
      AccessLogSetting: { DestinationArn: Match.anyValue() },
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          MetricsEnabled: true,
          LoggingLevel: 'ERROR',
          DataTraceEnabled: false,
          ThrottlingRateLimit: 100,
          ThrottlingBurstLimit: 50,
        },
      ],
    });
  });
});
