import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { hasSecrets, showSecrets } from "./showSecrets";

/** Where the world holds a secret's value in the open, as the real services give it to who may read it. */
const declared = /(^|\/)world\/(vault\/kvSecrets|aws\/secretVersions)\//;

/** Where a state has the values from. */
const sources = [
    "random:index/randomPassword:RandomPassword outputs.result",
    "aws:iam/accessKey:AccessKey outputs.secret",
];

/** Where a state holds a value, encrypted; in each delivery as it was given and as it was taken. */
const declaredInState: ReadonlySet<string> = new Set([
    ...sources,
    ...[
        "vault:kv/secretV2:SecretV2 *.dataJson",
        "aws:secretsmanager/secretVersion:SecretVersion *.secretString",
        "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret *.value",
    ].flatMap((place) => ["inputs", "outputs"].map((part) => place.replace("*", part))),
]);

/** A property of a state, as `<type> <path>`, and what it holds. */
interface Secret {
    readonly file: string;
    readonly place: string;
    readonly plaintext: string;
}

/**
 * Remembers every secret value that a sandbox's systems and states held, and finds those that stand
 * anywhere else: in a log, a report, a page, a certificate, in a state without a cipher, or under one
 * in a property that is not for it.
 */
export class SecretScan {
    private readonly values = new Set<string>();
    private said = "";

    constructor(private readonly folder: string) {}

    /** After each command: what it said, and what the world holds now. */
    note(...texts: readonly string[]): void {
        this.said += texts.join("\n");
        for (const [file, text] of this.files("home/world")) {
            if (declared.test(file)) for (const value of valuesIn(text)) this.values.add(value);
        }
    }

    /** How many values there were, and the places in which one stands that is not for it. */
    async finish(): Promise<{ readonly values: number; readonly leaks: readonly string[] }> {
        const found = [...this.files("")].filter(([file]) => !declared.test(file));
        const secrets = await secretsIn(found);
        for (const { place, plaintext } of secrets) {
            if (sources.includes(place)) this.values.add(JSON.parse(plaintext));
        }
        const leaks = [
            ...found.filter(([, text]) => this.holdsValue(text)).map(([file]) => file),
            ...(this.holdsValue(this.said) ? ["what was printed"] : []),
            ...secrets
                .filter(({ place }) => !declaredInState.has(place))
                .filter(({ plaintext }) => this.holdsValue(plaintext))
                .map(({ file, place }) => `${file}: ${place}`),
        ];
        return { values: this.values.size, leaks };
    }

    private holdsValue(text: string): boolean {
        return [...this.values].some((value) => text.includes(value));
    }

    private *files(below: string): Generator<readonly [file: string, text: string]> {
        const start = path.join(this.folder, below);
        if (!existsSync(start)) return;
        for (const entry of readdirSync(start, { recursive: true, withFileTypes: true })) {
            if (!entry.isFile()) continue;
            const file = path.join(entry.parentPath, entry.name);
            yield [path.relative(this.folder, file), readFileSync(file, "utf8")];
        }
    }
}

/** Long texts in a document of the world, the secret half of an access key among them. */
function valuesIn(text: string): string[] {
    const { versions = [], value } = JSON.parse(text) as {
        readonly versions?: readonly { readonly data?: Readonly<Record<string, unknown>> }[];
        readonly value?: { readonly text?: unknown };
    };
    const held = [
        ...versions.flatMap(({ data = {} }) => [data.current, data.previous]),
        value?.text,
    ];
    return held.flatMap((each) => {
        if (typeof each !== "string" || each.length < 16) return [];
        return each.startsWith("{") ? JSON.parse(each).secretAccessKey : each;
    });
}

/** Everything that is encrypted in the states among these files, older ones and copies too. */
async function secretsIn(files: readonly (readonly [string, string])[]): Promise<Secret[]> {
    const states = files.filter(([, text]) => hasSecrets(text));
    const shown = await Promise.all(
        states.map(async ([file, text]) =>
            [...walk(await showSecrets(text), "")].map((secret) => ({ file, ...secret })),
        ),
    );
    return shown.flat();
}

/** The secrets below a value; a place begins anew at each resource. */
function* walk(value: unknown, place: string): Generator<Omit<Secret, "file">> {
    if (typeof value !== "object" || value === null) return;
    const { urn, type, plaintext } = value as Readonly<Record<string, unknown>>;
    if (typeof plaintext === "string") return yield { place, plaintext };
    const start = typeof urn === "string" && typeof type === "string" ? `${type} ` : `${place}.`;
    for (const [key, child] of Object.entries(value)) yield* walk(child, start + key);
}
