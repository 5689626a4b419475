import assert from "node:assert/strict";
import { appendFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { parse } from "yaml";
import { type Project, readOwnProject, stackFile, writeProject } from "../../engine/project";
import { removeFolder, scratchFolder } from "./support";

describe("the project that the engine runs from", () => {
    let home: string;
    beforeEach(async () => {
        home = await scratchFolder();
    });
    afterEach(() => removeFolder(home));

    const write = (
        stacks: Record<string, Record<string, string | boolean>>,
        main = "/srv/index.js",
    ) => writeProject({ home, mode: "sandbox", main, stacks });
    const read = async (file: string): Promise<unknown> => parse(await readFile(file, "utf8"));
    const stack = (project: Project) => read(stackFile(project, "dev"));

    it("names the program and each stack's configuration", async () => {
        const project = await write({ dev: { roster: "/srv/roster", "aws:region": "eu-west-1" } });
        assert.equal(project.folder, `${home}/project/sandbox`);
        const settings = (await read(`${project.folder}/Pulumi.yaml`)) as Record<string, unknown>;
        assert.equal(settings.name, "rollcall");
        assert.equal(settings.main, "/srv/index.js");
        assert.deepEqual(settings.runtime, { name: "nodejs", options: { typescript: false } });
        assert.deepEqual(await stack(project), {
            config: { "rollcall:roster": "/srv/roster", "aws:region": "eu-west-1" },
        });
    });

    it("uses ts-node for a program in TypeScript", async () => {
        const project = await write({}, "/srv/index.ts");
        const settings = (await read(`${project.folder}/Pulumi.yaml`)) as Record<string, unknown>;
        assert.equal(settings.runtime, "nodejs");
    });

    it("keeps what the engine wrote, but not configuration that is no longer given", async () => {
        const project = await write({ dev: { roster: "/old", narrow: true } });
        await appendFile(
            stackFile(project, "dev"),
            "encryptionsalt: v1:salt\nsecretsprovider: kms\n",
        );
        await write({ dev: { roster: "/new" } });
        assert.deepEqual(await stack(project), {
            config: { "rollcall:roster": "/new" },
            encryptionsalt: "v1:salt",
            secretsprovider: "kms",
        });
    });

    it("writes nothing if the content is already right, in whatever style", async () => {
        const project = await write({ dev: { roster: "/srv" } });
        const file = stackFile(project, "dev");
        await writeFile(file, 'encryptionsalt: v1:salt\nconfig:\n    "rollcall:roster": /srv\n');
        const [before, names] = [await stat(file), await readdir(project.folder)];
        await write({ dev: { roster: "/srv" } });
        assert.equal((await stat(file)).ino, before.ino);
        assert.deepEqual(await readdir(project.folder), names);
    });

    for (const [what, text] of [
        ["half a file", "config: {"],
        ["a list", "- a"],
        ["nothing", ""],
    ] as const) {
        it(`starts over from ${what}`, async () => {
            const project = await write({ dev: {} });
            await writeFile(stackFile(project, "dev"), text);
            await write({ dev: { roster: "/srv" } });
            assert.deepEqual(await stack(project), { config: { "rollcall:roster": "/srv" } });
        });
    }
});

describe("the user's own project", () => {
    let folder: string;
    beforeEach(async () => {
        folder = await scratchFolder();
    });
    afterEach(() => removeFolder(folder));

    it("provides its name, its backend, and the settings of its stacks", async () => {
        await writeFile(
            `${folder}/Pulumi.yaml`,
            "name: access\nruntime: nodejs\nmain: theirs.ts\nbackend: { url: s3://bucket }\n",
        );
        await writeFile(
            `${folder}/Pulumi.prod.yaml`,
            "secretsprovider: awskms://alias/x\nencryptedkey: k\nconfig:\n  sandbox: true\n" +
                "  rollcall:accountRoleArn: arn\n  rollcall:key: { secure: v1:abc }\n",
        );
        const own = await readOwnProject(folder);
        assert.deepEqual(own, {
            settings: { name: "access", backend: { url: "s3://bucket" } },
            configs: {
                prod: {
                    // Pulumi's rule: a key without a namespace is the project's, and not Rollcall's.
                    "access:sandbox": true,
                    "rollcall:accountRoleArn": "arn",
                    "rollcall:key": { secure: "v1:abc" },
                },
            },
            keys: { prod: { secretsprovider: "awskms://alias/x", encryptedkey: "k" } },
            unread: [],
        });
        const given = { home: folder, mode: "live", main: "/srv/index.js" } as const;
        const project = await writeProject({
            ...given,
            stacks: { prod: own.configs.prod ?? {} },
            own,
        });
        const written = parse(await readFile(stackFile(project, "prod"), "utf8"));
        assert.deepEqual(written, { config: own.configs.prod, ...own.keys.prod });
        const settings = parse(await readFile(`${project.folder}/Pulumi.yaml`, "utf8"));
        assert.deepEqual(
            [settings.name, settings.backend, settings.main],
            ["access", { url: "s3://bucket" }, "/srv/index.js"],
        );
    });

    it("cannot override what a run says: one key has one value", async () => {
        const config = "config:\n  rollcall:sandbox: true\n  sandbox: true\n";
        await writeFile(`${folder}/Pulumi.dev.yaml`, config);
        const { configs } = await readOwnProject(folder);
        assert.deepEqual(Object.keys(configs.dev ?? {}), ["rollcall:sandbox"]);
    });

    it("is empty if missing; a broken stack file is reported, a broken Pulumi.yaml is an error", async () => {
        assert.deepEqual(await readOwnProject(folder), {
            settings: {},
            configs: {},
            keys: {},
            unread: [],
        });
        await writeFile(`${folder}/Pulumi.dev.yaml`, "config: {");
        const { unread } = await readOwnProject(folder);
        assert.match(unread.join(), /^Pulumi\.dev\.yaml cannot be read: /);
        await writeFile(`${folder}/Pulumi.yaml`, "- a");
        await assert.rejects(
            readOwnProject(folder),
            /^Error: Pulumi\.yaml cannot be read: expected a YAML mapping/,
        );
    });
});
