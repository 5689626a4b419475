import assert from "node:assert/strict";
import { upStack } from "../../engine/run";
import { GitHubLab } from "./gitHubLab";

describe("the lab: the sandbox's GitHub beside the real provider", function () {
    this.timeout(300_000);
    const labs: GitHubLab[] = [];

    before("gets the provider, which may have to be built", async function () {
        for (const provider of ["real", "sandbox"] as const) {
            labs.push(await GitHubLab.open(this, { provider }));
        }
    });
    after(() => Promise.all(labs.map((lab) => lab.close())));

    it("leads to the same state: ids, inputs and outputs", async () => {
        const [real, sandbox] = await Promise.all(
            labs.map(async (lab) => {
                assert.equal((await upStack(lab.stack())).error, undefined);
                return (await lab.resources())
                    .filter(({ type }) => type.startsWith("github:"))
                    .map(({ urn, id = "", inputs = {}, outputs = {} }) => ({
                        name: urn.split("::").slice(2).join(" "),
                        id: masked(id),
                        inputs: plain(said(inputs, outputs)),
                        outputs: plain(outputs),
                    }))
                    .sort((one, other) => one.name.localeCompare(other.name));
            }),
        );
        assert.ok(real && real.length > 30);
        assert.deepEqual(sandbox, real);
    });
});

type Properties = Readonly<Record<string, unknown>>;

/** The bridge leaves a `false` out of the inputs that is the default: then the outputs tell it. */
function said(inputs: Properties, outputs: Properties): Properties {
    const entries = Object.entries(inputs);
    return Object.fromEntries(
        entries.filter(([name, each]) => each !== false || outputs[name] !== false),
    );
}

/** Without the bridge's bookkeeping, and without what says nothing: null, an empty text. */
function plain(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === "string") return masked(value);
    if (typeof value === "number") return value >= 1_000_000 ? "<number>" : value;
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value)
        .filter(([name, each]) => !name.startsWith("__") && each !== null && each !== "")
        .map(([name, each]) => [name, plain(each)]);
    return Object.fromEntries(entries.sort());
}

/** What each system makes up for itself: numbers, hashes, times. */
function masked(text: string): string {
    return text
        .replace(/\b\d{7,}\b/g, "<number>")
        .replace(/^W\/"[0-9a-f]{64}"$/, "<etag>")
        .replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$/, "<time>")
        .replace(/^T_[\w-]+$/, "T_<node>");
}
