import type { StackExport } from "../../engine/run";

/** An organisation in GitHub, and where its server is; empty: github.com. */
export interface RecordedOrganization {
    readonly owner: string;
    readonly baseUrl: string;
}

/** Where a state's providers go in GitHub: what is deleted is deleted there, whatever the roster says now. */
export function organizationsIn({ deployment }: StackExport): RecordedOrganization[] {
    const found = (deployment.resources ?? [])
        .filter(({ type }) => type === "pulumi:providers:github")
        .map(({ inputs = {} }) => ({
            owner: textOf(inputs.owner),
            baseUrl: textOf(inputs.baseUrl),
        }));
    return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

function textOf(value: unknown): string {
    return typeof value === "string" ? value : "";
}
