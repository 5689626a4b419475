// Imported first: capturing a stack for each resource costs more than half of its registration,
// and the engine's older language hosts take no Node options from Pulumi.yaml.
Error.stackTraceLimit = 0;
