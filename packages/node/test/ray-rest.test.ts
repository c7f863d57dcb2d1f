import { ray } from "../src/index.ts";
import { testRestOfRay } from "./support/ray-rest.ts";

testRestOfRay(ray);
