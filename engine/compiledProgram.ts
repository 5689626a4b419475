/**
 * Required before everything else in a run of a program. A language host that takes no options (the one
 * that we build ourselves) wants TypeScript loaded for every program: for a compiled one this is nearly half of
 * the work of a run, for nothing.
 */
if (process.argv.slice(2).some((argument) => /\.[cm]?js$/.test(argument))) {
    delete process.env.PULUMI_NODEJS_TYPESCRIPT;
}
