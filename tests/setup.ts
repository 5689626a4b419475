// Capturing a stack costs more than half of a registration; mocha sets the limit to Infinity.
Error.stackTraceLimit = 10;
