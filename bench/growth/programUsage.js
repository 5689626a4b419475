// Required into every Node.js of a run; the one that runs the program writes down what it used.
const { appendFileSync } = require("node:fs");

// The language host that is built here has TypeScript loaded for programs in JavaScript too; the
// official one does not when the project says so. Nobody is to pay for that here.
delete process.env.PULUMI_NODEJS_TYPESCRIPT;

process.on("exit", () => {
    if (!process.argv[1]?.includes("/@pulumi/pulumi/cmd/run")) return;
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = { cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS * 1024 };
    appendFileSync(process.env.MEASURED_PROGRAM, `${JSON.stringify(usage)}\n`);
});
