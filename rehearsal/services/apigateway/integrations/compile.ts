import { httpMapped, httpProxy } from './http.ts';
import type { Integrate, IntegrationPlace } from './integration.ts';
import { lambdaMapped } from './lambda.ts';
import { lambdaProxy } from './lambda-proxy.ts';
import { mock } from './mock.ts';

/** What a method's integration does, with everything that does not depend on the request done once. */
export function compileIntegration(place: IntegrationPlace): Integrate {
  switch (place.integration.type) {
    case 'AWS_PROXY':
      return lambdaProxy(place);
    case 'AWS':
      return lambdaMapped(place);
    case 'HTTP_PROXY':
      return httpProxy(place);
    case 'HTTP':
      return httpMapped(place);
    case 'MOCK':
    case undefined:
      return mock(place);
  }
}
