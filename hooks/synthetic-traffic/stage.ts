/** Stage in the events of synthetic traffic, where API Gateway names the API's: so a function can tell them from its traffic. */
export const SYNTHETIC_STAGE = 'synthetic-traffic';
