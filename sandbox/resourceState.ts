import { isSame } from "./diffInputs";
import type { ResourceType } from "./resourceType";
import { defined, type Value, type Values } from "./values";

/** The new inputs, plus whatever in the state the service generated or decided. */
export function wanted<Place>(type: ResourceType<Place>, state: Values, inputs: Values): Values {
    const decided = Object.entries(state).filter(([name]) => {
        const definition = type.inputs[name];
        return definition === undefined || definition.computed === true;
    });
    return { ...Object.fromEntries(decided), ...inputs };
}

/** The inputs that the program gave, without those that the service decides. */
export function sent<Place>(type: ResourceType<Place>, known: Values): Values {
    return defined(
        Object.fromEntries(
            Object.entries(type.inputs)
                .filter(([, definition]) => definition.computed !== true)
                .map(([name]) => [name, known[name]]),
        ),
    );
}

/** What was found; inputs that it does not mention keep their known value. */
export function merge<Place>(type: ResourceType<Place>, found: Values, known: Values): Values {
    const kept: Record<string, Value> = {};
    for (const name of Object.keys(type.inputs)) {
        const value = known[name];
        if (value !== undefined && !(name in found)) kept[name] = value;
    }
    return { ...kept, ...found };
}

/**
 * The inputs that would produce the object as it is. In a refresh only those that the program gave; in an
 * import, which has none yet, all that a program would have to give.
 */
export function inputsOf<Place>(type: ResourceType<Place>, given: Values, state: Values): Values {
    const imported = Object.keys(given).length === 0;
    const names = Object.keys(type.inputs).filter((name) =>
        imported ? type.inputs[name]?.computed !== true : given[name] !== undefined,
    );
    return defined(
        Object.fromEntries(
            names.map((name) => {
                const [old, definition] = [given[name], type.inputs[name]];
                const all = { state, inputs: given };
                const same = definition && isSame(definition, state[name], old, all);
                return [name, same && old !== undefined ? old : state[name]];
            }),
        ),
    );
}
