import type { Values } from "../../../sandbox/values";

export interface SecretsPlace {
    readonly region: string;
    /** Whose account is asked; moto checks no signature, and so there is none. */
    readonly accessKeyId: string;
    /** Default: that of the environment, as for every AWS tool. */
    readonly endpoint?: string;
}

/** Secrets Manager's JSON protocol, for which this repository has no client otherwise. */
export class SecretsManager {
    constructor(private readonly place: SecretsPlace) {}

    /** @throws an error that is called as AWS calls it. */
    async ask<T = Values>(operation: string, asked: object): Promise<T> {
        const { region, accessKeyId, endpoint = process.env.AWS_ENDPOINT_URL ?? "" } = this.place;
        const scope = `${accessKeyId}/20260101/${region}/secretsmanager/aws4_request`;
        const response = await fetch(endpoint, {
            method: "POST",
            headers: {
                "content-type": "application/x-amz-json-1.1",
                "x-amz-target": `secretsmanager.${operation}`,
                authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
            },
            body: JSON.stringify(asked),
        });
        const answer = JSON.parse((await response.text()) || "{}");
        if (response.ok) return answer as T;
        const { __type = "", message, Message = message } = answer;
        const error = new Error(`${operation}: ${__type}: ${Message}`);
        error.name = String(__type).split("#").at(-1) ?? "";
        throw error;
    }
}
