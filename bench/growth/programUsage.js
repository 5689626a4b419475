// Required into every Node.js process of a run; the one that runs the program records its usage.
const { appendFileSync } = require("node:fs");

// The language host built here makes programs load TypeScript even if they are JavaScript; the official one
// does not if the project says so. That cost must not count for any contender.
delete process.env.PULUMI_NODEJS_TYPESCRIPT;

process.on("exit", () => {
    if (!process.argv[1]?.includes("/@pulumi/pulumi/cmd/run")) return;
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = { cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS * 1024 };
    appendFileSync(process.env.MEASURED_PROGRAM, `${JSON.stringify(usage)}\n`);
});
