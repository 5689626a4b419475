import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "./pack";
import { policyRules } from "./rules";

// Serves the pack to the engine that started this process.
new PolicyPack("rollcall", { policies: policiesOf(policyRules) });
