import type { AwsServer } from "./awsServer";

/** Credentials for moto, which checks none. */
export const anyCredentials = {
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_REGION: "us-east-1",
} as const;

/** Makes a bucket, and answers where Pulumi finds a state in it. */
export async function makeBucket(server: AwsServer, name: string): Promise<string> {
    await askStore(server, "PUT", name);
    const { endpoint } = server;
    return `s3://${name}?endpoint=${endpoint}&s3ForcePathStyle=true&region=us-east-1`;
}

/** An object as it is stored. */
export function readObject(server: AwsServer, bucket: string, key: string): Promise<string> {
    return askStore(server, "GET", `${bucket}/${key}`);
}

async function askStore({ endpoint }: AwsServer, method: string, path: string): Promise<string> {
    const scope = "20260101/us-east-1/s3/aws4_request";
    const authorization = `AWS4-HMAC-SHA256 Credential=testing/${scope}`;
    const response = await fetch(`${endpoint}/${path}`, { method, headers: { authorization } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}: ${text}`);
    return text;
}
