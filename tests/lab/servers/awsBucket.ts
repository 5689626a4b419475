import type { AwsServer } from "./awsServer";

/** Credentials for moto, which checks none. */
export const anyCredentials = {
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_REGION: "us-east-1",
} as const;

/** Makes a bucket, and answers where Pulumi finds a state in it. */
export async function makeBucket({ endpoint }: AwsServer, name: string): Promise<string> {
    const scope = "20260101/us-east-1/s3/aws4_request";
    const authorization = `AWS4-HMAC-SHA256 Credential=testing/${scope}`;
    const response = await fetch(`${endpoint}/${name}`, {
        method: "PUT",
        headers: { authorization },
    });
    if (!response.ok) throw new Error(`PUT ${name}: ${response.status}: ${await response.text()}`);
    return `s3://${name}?endpoint=${endpoint}&s3ForcePathStyle=true&region=us-east-1`;
}
