/** Written by: npx -y pnpm@12.21.0 run generate */
export const recordedReads: ReadonlyArray<{
  /** As in a route. */
  readonly pattern: string;
  readonly contentType: string;
  readonly body: string;
}> = [
  {
    "pattern": "/api/component_activities",
    "contentType": "application/json",
    "body": "{\"driver\":{\"is_active\":\"ACTIVE\",\"reason\":\"Number of active drivers: 1\",\"timestamp\":1795318287.03446,\"last_activity_at\":1795318285.065}}"
  }
];
