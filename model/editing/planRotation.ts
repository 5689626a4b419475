import { Edits } from "./editedFile";
import type { EditPlan } from "./planLeaving";
import { generationChange, raiseGeneration } from "./raiseGeneration";
import type { YamlFile } from "./yamlFile";
import { reopen } from "./yamlFile";

/** Asks for a new value of a secret by raising its generation. */
export function planRotation(files: readonly YamlFile[], key: string): EditPlan {
    const edits = new Edits();
    raiseGeneration(files, key, edits);
    const edited = edits.files();
    const change = generationChange(reopen(files, edited), key);
    if (!change) throw new Error(`the edit would leave no secret ${key}`);
    return { files: edited, changes: [change], notes: [] };
}
