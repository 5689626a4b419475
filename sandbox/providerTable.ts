import type { systems } from "./install";
import { aws } from "./providers/aws";
import { github } from "./providers/github";
import { random } from "./providers/random";
import { vault } from "./providers/vault";
import type { Provider } from "./resourceType";

/** What stands in for each system. */
export const providerTable: Readonly<Record<(typeof systems)[number], Provider<unknown>>> = {
    aws,
    github,
    random,
    vault,
};
