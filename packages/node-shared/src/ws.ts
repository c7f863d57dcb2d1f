// The order matters: the first import hides the environment while `ws` is evaluated.
import { showEnvironment } from "./hidden-environment.ts";
import { type ClientOptions, WebSocket } from "ws";

showEnvironment();

export { type ClientOptions, WebSocket };
