import assert from "node:assert/strict";
import { appendFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { parse } from "yaml";
import { type Project, stackFile, writeProject } from "../../engine/project";
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

    it("has ts-node for a program in TypeScript", async () => {
        const project = await write({}, "/srv/index.ts");
        const settings = (await read(`${project.folder}/Pulumi.yaml`)) as Record<string, unknown>;
        assert.equal(settings.runtime, "nodejs");
    });

    it("keeps what the engine wrote, and no configuration that is no longer given", async () => {
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

    it("writes nothing when all is said already, in whatever style", async () => {
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
