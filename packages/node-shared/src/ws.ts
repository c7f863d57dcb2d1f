// The order matters: the environment is hidden when `ws` is evaluated.
import { showEnvironment } from "./hidden-environment.ts";
import { type ClientOptions, WebSocket } from "ws";

showEnvironment();

export { type ClientOptions, WebSocket };
