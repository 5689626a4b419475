/**
 * Required before anything else when a program or a policy pack runs. It keeps out two things that neither
 * uses and that cost more than half of the start-up time:
 *
 * - A language host without options (the one that we build ourselves) loads TypeScript for every program,
 *   even a compiled one.
 * - Pulumi's SDK loads TypeScript and npm's package resolver at once, to serialise functions for the cloud;
 *   here they are loaded only when that happens.
 */
import Module from "node:module";

type Functions = Readonly<Record<string | symbol, (...args: readonly unknown[]) => unknown>>;
type Load = (request: string, parent: NodeJS.Module | undefined, isMain: boolean) => unknown;

if (process.argv.slice(2).some((argument) => /\.[cm]?js$/.test(argument))) {
    delete process.env.PULUMI_NODEJS_TYPESCRIPT;
}

const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = (request, parent, isMain) => {
    const now = () => load(request, parent, isMain);
    return isSerializer(request, parent) ? loadedByCall(now) : now();
};

/** Both modules export nothing but functions. */
function isSerializer(request: string, parent: NodeJS.Module | undefined): boolean {
    return (
        /^\.\/closure\/(serializeClosure|codePaths)$/.test(request) &&
        /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]index\.js$/.test(parent?.filename ?? "")
    );
}

/** A proxy for a module of functions that loads the module when one of them is called. */
function loadedByCall(now: () => unknown): object {
    const call =
        (name: string | symbol) =>
        (...args: readonly unknown[]) =>
            (now() as Functions)[name]?.(...args);
    return new Proxy({}, { get: (_, name) => call(name) });
}
