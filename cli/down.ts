import type { Definition } from "./definition";
export const down: Definition = { examples: [], run: () => 0 };
