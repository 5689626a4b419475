import assert from "node:assert/strict";
import { github } from "../../sandbox/providers/github";
import { random } from "../../sandbox/providers/random";
import { unknown } from "../../sandbox/values";
import { fromStruct, toStruct } from "../../sandbox/wire";
import { EngineClient } from "./engineClient";

const team = "github:index/team:Team";
const password = "random:index/randomPassword:RandomPassword";

describe("sandbox protocol", () => {
    let engine: EngineClient;
    before(async () => {
        engine = await EngineClient.start(github);
    });
    after(() => engine.stop());

    it("lists what it has when it is asked for something that it does not have", async () => {
        await assert.rejects(
            engine.create("github:index/branch:Branch", "x", {}),
            /github:index\/branch:Branch is not in the sandbox, which has github:index\/membership/,
        );
        await assert.rejects(
            engine.invoke("github:index/getUser:getUser", {}),
            /getUser is not in the sandbox, which has github:index\/getOrganization/,
        );
    });

    it("derives a name from the logical one, the same in preview and update, and keeps it", async () => {
        const { inputs } = await engine.check(team, "payments", {});
        assert.match(String(inputs.name), /^payments-[0-9a-f]{7}$/);
        assert.deepEqual((await engine.check(team, "payments", {})).inputs, inputs);
        const kept = await engine.check(team, "payments", {}, { name: "payments-0000000" });
        assert.equal(kept.inputs.name, "payments-0000000");
    });

    it("fills in the real provider's defaults", async () => {
        const { inputs } = await engine.check(team, "x", { name: "x" });
        assert.deepEqual(inputs, {
            name: "x",
            privacy: "secret",
            notificationSetting: "notifications_enabled",
            createDefaultMaintainer: false,
        });
    });

    it("refuses a value of the wrong type, and accepts one that is not known yet", async () => {
        const wrong = await engine.check(team, "x", { name: ["x"] });
        assert.deepEqual(wrong.failures, ["name: expected name to be a string, got list"]);
        const later = await engine.check(team, "x", { name: "x", privacy: unknown });
        assert.deepEqual(later.failures, []);
    });

    it("treats an unknown input as a change", async () => {
        const made = await engine.create(team, "y", { name: "y", privacy: "closed" });
        const inputs = { name: "y", privacy: "closed", parentTeamId: unknown };
        assert.deepEqual((await engine.diff(made, inputs)).detail, { parentTeamId: "update" });
        const planned = await engine.update(made, inputs, { preview: true });
        assert.equal(planned.state.parentTeamReadId, unknown);
        assert.equal(planned.state.slug, "y");
        await engine.delete(made);
    });

    it("includes the id in the outputs, as Pulumi's bridge writes it into state", async () => {
        const made = await engine.create(team, "i", { name: "i" });
        assert.equal(made.state.id, made.id);
        assert.equal((await engine.update(made, { name: "j" })).state.id, made.id);
        assert.equal((await engine.refresh(made))?.state.id, made.id);
        await engine.delete(made);
    });

    it("detects changes made outside the program, but only in inputs that the program gives", async () => {
        const made = await engine.create(team, "z", { name: "z", description: "mine" });
        const found = engine.world.read("github/teams", made.id);
        assert.ok(found);
        await engine.world.transaction((world) => {
            world.put("github/teams", made.id, { ...found, description: "theirs" });
        });
        const seen = await engine.refresh(made);
        assert.equal(seen?.inputs.description, "theirs");
        assert.deepEqual((await engine.diff(seen ?? made, made.inputs)).detail, {
            description: "update",
        });
        const plain = { name: "z" };
        assert.deepEqual((await engine.diff(seen ?? made, plain)).detail, {
            description: "delete",
        });
    });

    it("imports an existing object by id, with the inputs that would create it", async () => {
        const made = await engine.create(team, "i", { name: "i", description: "d" });
        const imported = await engine.refresh({ ...made, inputs: {}, state: {} });
        assert.equal(imported?.inputs.name, "i");
        assert.equal(imported?.inputs.description, "d");
        assert.equal(imported?.inputs.parentTeamReadId, undefined);
        assert.equal(await engine.refresh({ ...made, id: "1", inputs: {}, state: {} }), undefined);
    });

    it("keeps secrets marked as secrets, in both directions", async () => {
        const secret = await engine.create(
            team,
            "s",
            { name: "s", description: "hush" },
            { secrets: ["description"] },
        );
        assert.deepEqual(secret.secrets, ["description"]);
        assert.deepEqual((await engine.refresh(secret))?.secrets, ["description"]);
    });

    it("finds a secret anywhere in a property, and marks the whole property", () => {
        const marked = toStruct({ inner: "hush" }, ["inner"]).toJavaScript();
        const wire = toStruct({ plain: 1, nested: [marked as never], __defaults: [] });
        const { values, secrets } = fromStruct(wire);
        assert.deepEqual(values, { plain: 1, nested: [{ inner: "hush" }] });
        assert.deepEqual([...secrets], ["nested"]);
    });
});

describe("sandbox random", () => {
    let engine: EngineClient;
    before(async () => {
        engine = await EngineClient.start(random);
    });
    after(() => engine.stop());

    it("generates a password as asked, and keeps it secret", async () => {
        const made = await engine.create(password, "p", {
            length: 12,
            special: false,
            minNumeric: 4,
            minUpper: 4,
        });
        const result = String(made.state.result);
        assert.match(result, /^[A-Za-z0-9]{12}$/);
        assert.ok(result.replace(/[^0-9]/g, "").length >= 4);
        assert.ok(result.replace(/[^A-Z]/g, "").length >= 4);
        assert.deepEqual(made.secrets, ["result"]);
        assert.equal((await engine.refresh(made))?.state.result, result);
        const other = await engine.create(password, "p", { length: 12 });
        assert.notEqual(other.state.result, result);
    });

    it("uses the given special characters", async () => {
        const inputs = { length: 8, upper: false, lower: false, numeric: false };
        const made = await engine.create(password, "p", { ...inputs, overrideSpecial: "_" });
        assert.equal(made.state.result, "________");
        await assert.rejects(
            engine.create(password, "p", { ...inputs, special: false }),
            /at least/,
        );
    });

    it("refuses a length below its minimums", async () => {
        await assert.rejects(
            engine.create(password, "p", { length: 3, minUpper: 4 }),
            /must be at least sum of the minimums, 4/,
        );
    });
});
